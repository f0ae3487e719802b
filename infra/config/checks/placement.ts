import { regions, requiredCapabilities, unionRegions } from "../../../catalogue/regions";
import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import type { Check } from "./check";

/** The regions that fit, those that the policy pack allows without further ado first. */
const fitting = (): string => {
  const ids = regions
    .filter((region) => requiredCapabilities.every((c) => region.capabilities.includes(c)))
    .map((region) => region.id);
  const allowed = ids.filter((id) => unionRegions.includes(id));
  const others = ids.filter((id) => !allowed.includes(id));
  return `${allowed.join(", ")}; or, with the policy pack's setting \`allowedRegions\`, ${others.join(", ")}`;
};

function checkCapabilities(ids: readonly string[]): Problem[] {
  return ids.flatMap((id) => {
    const region = regions.find((r) => r.id === id);
    const lacking = requiredCapabilities.filter((c) => !region?.capabilities.includes(c));
    return lacking.length === 0
      ? []
      : [
          {
            key: `bastide:regions.${id}`,
            message: `This region lacks ${lacking.join(", ")}, which an enclave needs.`,
            fix: `Choose one of: ${fitting()}.`,
          },
        ];
  });
}

function checkRoles(entries: [string, StackConfig["regions"][string]][]): Problem[] {
  const problems: Problem[] = [];
  const active = entries.filter(([, region]) => region.role === "active").map(([id]) => id);
  if (active.length !== 1) {
    problems.push({
      key: "bastide:regions",
      message:
        active.length === 0
          ? "No region is active."
          : `More than one region is active: ${active.join(", ")}.`,
      fix: "Write `role: active` for exactly one region.",
    });
  }
  if (entries.length < 2) {
    problems.push({
      key: "bastide:regions",
      message: "Customers' data must lie in two regions or more (BC-2).",
      fix: "Add a region with `role: standby`.",
    });
  }
  return problems;
}

function checkNumbers(entries: [string, StackConfig["regions"][string]][]): Problem[] {
  const owners = new Map<number, string>();
  return entries.flatMap(([id, { number }]) => {
    const other = owners.get(number);
    if (other === undefined) owners.set(number, id);
    return other === undefined
      ? []
      : [
          {
            key: `bastide:regions.${id}.number`,
            message: `Number ${number} belongs to region ${other} already, so their networks would overlap.`,
            fix: "Give the newer region a number that was never used.",
          },
        ];
  });
}

/** Regions can carry an enclave, one of them is active, and data lies in two or more (BC-1, BC-2). */
export const checkPlacement: Check = ({ config }) => {
  if (config.regions === undefined) return [];
  const entries = Object.entries(config.regions);
  const crowded = Object.entries(config.classes ?? {}).flatMap(([id, section]) =>
    entries.flatMap(([name]) => {
      const most = regions.find((r) => r.id === name)?.nodesPerPlacementGroup ?? 5;
      const data = section.data.count + 1 > most && {
        key: `bastide:classes.${id}.data.count`,
        message: `A placement group in ${name} takes at most ${most} nodes, the gateway included.`,
        fix: `Write ${most - 1} or fewer.`,
      };
      const service = (section.endpoint?.service.count ?? 0) > most && {
        key: `bastide:classes.${id}.endpoint.service.count`,
        message: `A placement group in ${name} takes at most ${most} nodes.`,
        fix: `Write ${most} or fewer.`,
      };
      return [data, service].filter((problem) => problem !== false);
    }),
  );
  return [
    ...checkCapabilities(entries.map(([id]) => id)),
    ...checkRoles(entries),
    ...checkNumbers(entries),
    ...crowded,
  ];
};
