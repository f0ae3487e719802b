import { RunError } from "@pulumi/pulumi";
import { gzipSync, strToU8 } from "fflate";
import { renderCloudConfig } from "./cloudConfig";
import type { HostDescription } from "./description";
import { files } from "./files";
import type { HostFile } from "./hostFile";

/** The most characters that Linode takes in all fields of a StackScript together (`linode/openapi/linode.yaml`). */
export const mostCharacters = 65_535;

/** The name of the StackScript's field for the description. */
export const seedField = "SEED";

/** The name of its field for the ticket, with which the host fetches its own secrets once. Empty: the host gets none. */
export const ticketField = "TICKET";

/** What the ticket may take of Linode's characters: an address signed for a day, and an identity. */
const ticketCharacters = 2_048;

/** Level 9 takes half as long again, for a thousandth less. */
const compressed = (text: string): string =>
  Buffer.from(gzipSync(strToU8(text), { level: 6, mtime: 0 })).toString("base64");

/**
 * Parts that do nothing before the host has its secrets, so that it gets them with these, in its first message. What hardens a host, and what
 * it needs to reach its messages, is in its seed.
 */
const laterParts: ReadonlySet<string> = new Set([
  ...["data", "cluster", "objects", "https", "edge", "service"],
  ...["logs", "log-relay", "log-receiver", "metrics", "updates", "watch", "alerts"],
]);

/** What a host starts with. */
const firstFiles = (host: HostDescription): readonly HostFile[] =>
  files(host).filter(({ part }) => !laterParts.has(part));

/** The whole description, packed as seeds are: for the messages to a running host, which have no limit. */
export const packedDescription = (host: HostDescription): string =>
  compressed(renderCloudConfig(host, files(host)));

/** How much each part of a host's seed takes alone, the largest first. Together they take less, since they share words. */
export function sizes(host: HostDescription): readonly (readonly [part: string, characters: number])[] {
  const parts = new Map<string, string[]>();
  for (const { part, path, content } of firstFiles(host))
    parts.set(part, [...(parts.get(part) ?? []), path, content]);
  return [...parts]
    .map(([part, texts]): [string, number] => [part, compressed(texts.join("\n")).length])
    .sort(([, one], [, other]) => other - one);
}

/**
 * Data for the StackScript that seeds cloud-init: gzip by a compressor of our own choice, since another version of Node's would give
 * other bytes and so replace every server; then base64.
 *
 * @throws RunError where the result is larger than Linode takes
 */
export function stackScriptDataFor(host: HostDescription): Record<string, string> {
  const packed = compressed(renderCloudConfig(host, firstFiles(host)));
  if (packed.length > mostCharacters - ticketCharacters) {
    throw new RunError(
      `The host description of ${host.name} has ${packed.length} characters, compressed and in base64; Linode takes ${mostCharacters}, of which the ticket needs ${ticketCharacters}. ` +
        `Its parts, each alone: ${sizes(host)
          .map(([part, size]) => `${part} ${size}`)
          .join(
            ", ",
          )}. Make the largest smaller; for people, declare fewer administrators or keys for this stack.`,
    );
  }
  return { [seedField]: packed };
}

/**
 * The StackScript: it writes cloud-init's NoCloud seed and lets cloud-init run as if it had found it at boot. It needs no network,
 * and holds nothing that is specific to a node.
 */
export const seedScript = `#!/bin/bash
# <UDF name="${seedField}" label="Host description in base64" />
# <UDF name="${ticketField}" label="Ticket for the host's secrets, good for one day and one use" default="" />
# Written by Bastide. A node without a public interface gets no user data from Linode's metadata service, and cloud-init then
# gives up for good without a word. So the seed is laid where cloud-init's NoCloud source looks, and cloud-init starts over.
set -euo pipefail
umask 077
seed=/var/lib/cloud/seed/nocloud
mkdir -p "$seed"
printf '%s' "$${seedField}" | base64 -d > "$seed/user-data"
printf 'instance-id: %s\\n' "bastide-$(sha256sum "$seed/user-data" | cut -c1-16)" > "$seed/meta-data"
[ -s "$seed/user-data" ] || { echo "Bastide: the seed is empty" > /dev/console; exit 1; }
if [ -n "\${${ticketField}:-}" ]; then
  install -d -m 0750 /var/lib/bastide
  printf '%s\\n' "$${ticketField}" > /var/lib/bastide/ticket
fi
# Linode's Network Helper has written the network already; NoCloud would ask for DHCP, which a VPC does not answer.
printf 'datasource_list: [NoCloud, None]\\nnetwork: {config: disabled}\\n' > /etc/cloud/cloud.cfg.d/99-bastide.cfg
rm -f /root/StackScript /root/ssinclude*
cloud-init clean --logs
systemctl reboot
`;
