import { setTimeout as sleep } from "node:timers/promises";
import { dataClasses } from "../../catalogue/dataClasses";
import type { HostsView, Selection } from "../../local-cloud/core/hostsControl";
import { UserError } from "../errors";
import type { Project } from "../project";
import { readStackConfig } from "../stackConfig";
import { type CloudAccess, requestCloud } from "./access";

export type { HostsView, Selection } from "../../local-cloud/core/hostsControl";

/**
 * What `--hosts` says.
 *
 * @param text `none`, `all`, or data classes with commas between
 * @throws UserError that names every word that is no class, and why this machine can't boot hosts
 */
export function readSelection(text: string, project: Project, stack: string): Selection {
  const words = [...new Set(text.split(",").map((word) => word.trim()))].filter((word) => word !== "");
  if (words.length === 1 && words[0] === "none") {
    return "none";
  }
  const known = classesOf(project, stack);
  const wrong = words.filter((word) => !known.includes(word) && !(word === "all" && words.length === 1));
  if (wrong.length > 0 || words.length === 0) {
    const what = wrong.length === 0 ? "nothing" : wrong.map((word) => JSON.stringify(word)).join(", ");
    throw new UserError(
      `--hosts says ${what}, which ${wrong.length > 1 ? "are no data classes" : "is no data class"} of ${stack}.`,
      `Give none, all, or some of ${known.join(", ")} with commas between.`,
    );
  }
  const { obstacles } = require("../../local-cloud/hosts") as typeof import("../../local-cloud/hosts");
  const reasons = obstacles();
  if (reasons.length > 0) {
    throw new UserError(
      `Hosts can't be booted on this machine: ${reasons.join(" ")}`,
      "Leave --hosts away to go on without; `bastide doctor` shows what hosts need.",
      1,
    );
  }
  return words[0] === "all" ? "all" : words;
}

/** The classes that the stack's configuration names; all that there are where it names none. */
function classesOf(project: Project, stack: string): readonly string[] {
  const text = readStackConfig(project, stack).values["bastide:classes"];
  const all: readonly string[] = dataClasses.map(({ id }) => id);
  if (text === undefined) {
    return all;
  }
  const named = Object.keys(JSON.parse(text) as object);
  return all.filter((id) => named.includes(id));
}

/** Tells the local cloud which instances are hosts, and waits until hosts can be made at all. Throws a UserError where they can't. */
export async function selectHosts(
  access: CloudAccess,
  selection: Selection,
  onPhase: (phase: string) => void,
): Promise<void> {
  let view = await ask(access, { method: "PUT", body: JSON.stringify({ selection }) });
  while (view.state === "preparing") {
    onPhase(view.doing ?? "Preparing hosts");
    await sleep(250);
    view = await readHostsView(access);
  }
  if (view.state === "failed") {
    throw new UserError(`No host can be made: ${view.problem}`, "Mend that, then run the command again.", 1);
  }
}

/** The hosts of the local cloud, as instances: what they say of themselves is in their reports. */
export function readHostsView(access: CloudAccess): Promise<HostsView> {
  return ask(access, {});
}

async function ask(access: CloudAccess, init: RequestInit): Promise<HostsView> {
  const response = await requestCloud(access, "/_local/hosts", init);
  const text = await response.text();
  if (!response.ok) {
    throw new UserError(`The local cloud answered ${response.status} about its hosts: ${text}`, "", 1);
  }
  return JSON.parse(text) as HostsView;
}
