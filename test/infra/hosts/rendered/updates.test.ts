import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { loadConfig, type StackConfig } from "../../../../infra/config";
import type { HostDescription } from "../../../../infra/hosts/description";
import { files } from "../../../../infra/hosts/files";
import { updateWindow } from "../../../../infra/hosts/rendered/updates";
import { compliant } from "../../../compliant/arbitraries/configuration";
import { prodConfig, rawOf } from "../../../support/infraConfigs";
import { seeded, stackConfig } from "../../../support/infraStackConfigs";
import { hostsOf } from "../describedHosts";

const day = 24 * 60;
const textOf = (host: HostDescription, path: string): string =>
  files(host).find((file) => file.path === path)?.content ?? "";

/** Nodes that stand in for each other, in all regions of their class: the members of its clusters, its edges, its services. */
const tier = ({ role }: HostDescription): string =>
  role === "gateway" || role === "data" ? "members" : role;

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}

/** Pairs that would be updated at the same time though one stands in for the other. */
function overlapping(hosts: readonly HostDescription[], window = updateWindow): string[] {
  return grouped(hosts, (host) => `${host.dataClass} ${tier(host)}`).flatMap((group) => {
    const windows = group
      .map((host) => ({ name: host.name, ...window(host) }))
      .sort((one, next) => one.start - next.start);
    return windows.flatMap(({ name, start, minutes }, index) => {
      const next = windows[(index + 1) % windows.length];
      if (next === undefined || next.name === name) return [];
      const wrapped = next.start + (index + 1 === windows.length ? day : 0);
      return start + minutes > wrapped ? [`${name} ${next.name}`] : [];
    });
  });
}

describe("windows for updates", () => {
  it("are never one for two hosts of a class in production, an hour each", () => {
    for (const hosts of grouped(hostsOf(prodConfig()), ({ dataClass }) => dataClass)) {
      const starts = hosts.map((host) => updateWindow(host).start);
      expect(starts).toEqual([...new Set(starts)]);
      for (const host of hosts) expect(updateWindow(host).minutes).toBe(60);
    }
    expect(overlapping(hostsOf(prodConfig()))).toEqual([]);
  });

  it("never overlap for nodes that stand in for each other, in any stack", () => {
    const never = (config: StackConfig) => {
      const hosts = hostsOf(config);
      expect(overlapping(hosts)).toEqual([]);
      for (const host of hosts) {
        const { start, minutes } = updateWindow(host);
        // Half of it to install, and a quarter of an hour to be back.
        expect(minutes).toBeGreaterThanOrEqual(30);
        expect(start + minutes).toBeLessThanOrEqual(day);
      }
    };
    fc.assert(fc.property(stackConfig, never), { ...seeded, numRuns: 100 });
    fc.assert(
      fc.property(compliant, ({ values, asOf }) => never(loadConfig(rawOf(values), asOf))),
      { ...seeded, numRuns: 40 },
    );
  });

  it("would be found to overlap where regions took no turns, or midnight were forgotten", () => {
    const hosts = hostsOf(prodConfig());
    const alike = (host: HostDescription) => {
      const names = [host.name, ...host.neighbours.map(({ name }) => name)].sort();
      return { start: 120 * names.indexOf(host.name), minutes: 60 };
    };
    expect(overlapping(hosts, alike)).toContain("account-fr-par-gateway account-de-fra-2-gateway");
    const late = (host: HostDescription) => ({ ...updateWindow(host), minutes: day });
    expect(overlapping(hosts, late).length).toBeGreaterThan(0);
  });

  it("are what the timer and the program are told", () => {
    for (const host of hostsOf(prodConfig())) {
      const { start, minutes } = updateWindow(host);
      const at = new Date(start * 60_000).toISOString().slice(11, 16);
      const timer = textOf(host, "/etc/systemd/system/bastide-updates.timer");
      expect(timer).toContain(`\nOnCalendar=*-*-* ${at} UTC\n`);
      expect(timer).toContain("\nPersistent=no\n");
      expect(textOf(host, "/etc/bastide/updates.env")).toContain(
        `\nSTART='${start}'\nMINUTES='${minutes}'\n`,
      );
    }
  });
});

describe("who has to be there for a reboot", () => {
  const told = (name: string) => {
    const host = hostsOf(prodConfig()).find((each) => each.name === name);
    if (host === undefined) throw new Error(`Production has no ${name}.`);
    const text = textOf(host, "/etc/bastide/updates.env");
    return ["SITE", "OTHER"].map((which) =>
      (new RegExp(`^${which}_STAND_INS='(.*)'$`, "m").exec(text)?.[1] ?? "none").replaceAll(/=\S+/g, ""),
    );
  };

  it("is every data node of the class, of its site and of others", () => {
    expect(told("account-fr-par-data-1")).toEqual([
      "account-fr-par-data-2",
      "account-de-fra-2-data-1 account-de-fra-2-data-2",
    ]);
  });

  it("is the other regions' gateways for a gateway", () => {
    expect(told("account-de-fra-2-gateway")).toEqual(["", "account-fr-par-gateway"]);
  });

  it("is the other edges or services of the site", () => {
    const many = prodConfig();
    const hosts = hostsOf(many).filter(
      ({ dataClass, region }) => dataClass === "account" && region === "fr-par",
    );
    for (const host of hosts.filter(({ role }) => role === "edge" || role === "service")) {
      const others = hosts.filter(({ role, name }) => role === host.role && name !== host.name);
      expect(told(host.name)).toEqual([others.map(({ name }) => name).join(" "), ""]);
    }
  });
});
