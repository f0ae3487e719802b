import type { HostFile } from "../hosts/hostFiles";
import type { DesiredHost } from "./desired";

/** Where Linode lays it (`linode/network.md` §1). */
const script = "/root/StackScript";
const answers = "/root/.stackscript-answers";

/** A value as systemd's environment files have it. */
const quoted = (value: string): string => `"${value.replaceAll(/["\\$`]/g, "\\$&")}"`;

/**
 * The StackScript of an instance, as Linode runs it: as root, once, after the first boot, with its answers as variables. What it was told is
 * gone afterwards. Throws where nobody knows any more what it is to be told.
 */
export function firstBootFiles({ label, script: given }: DesiredHost): Record<string, HostFile> {
  if (given === undefined) return {};
  if (given.data === undefined)
    throw new Error(
      `What ${label} is to be told at its first boot was in the memory of a local cloud that has ended: rebuild it, or replace it with its secrets.`,
    );
  const told = Object.entries(given.data).map(([name, value]) => `${name}=${quoted(value)}\n`);
  const unit = [
    "[Unit]",
    "Description=The StackScript",
    `ConditionPathExists=${script}`,
    // Without this, multi-user.target would wait for it, while it waits for cloud-init's end, which waits for multi-user.target.
    "DefaultDependencies=no",
    "Conflicts=shutdown.target",
    "Before=shutdown.target",
    "After=multi-user.target cloud-final.service",
    "[Service]",
    "Type=oneshot",
    `EnvironmentFile=${answers}`,
    `ExecStart=/bin/bash -c 'rm -f ${answers}; exec ${script}'`,
    "",
  ];
  return {
    [script]: { content: given.text, mode: 0o700 },
    [answers]: { content: told.join(""), mode: 0o600 },
    "/etc/systemd/system/linode-stackscript.service": { content: unit.join("\n") },
    "/etc/systemd/system/multi-user.target.d/stackscript.conf": {
      content: "[Unit]\nWants=linode-stackscript.service\n",
    },
  };
}
