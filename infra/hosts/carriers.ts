import { RunError } from "@pulumi/pulumi";
import { renderCloudConfig } from "./cloudConfig";
import type { HostDescription } from "./description";

/** The most bytes of user data in base64 that Linode surely takes (`linode/openapi/linode.yaml`: "about 16kb encoded"). */
export const userDataLimits = { encoded: 16_384 } as const;

/** The name of the StackScript's one field. */
export const seedField = "SEED";

/**
 * Packs text for a carrier: base64, not compressed, since another zlib would give other bytes and so replace every server.
 *
 * @throws RunError where the result is larger than Linode takes
 */
function pack(name: string, text: string): string {
  const packed = Buffer.from(text).toString("base64");
  if (packed.length > userDataLimits.encoded) {
    throw new RunError(
      `The host description of ${name} has ${packed.length} bytes in base64; Linode takes ${userDataLimits.encoded}. ` +
        "Declare fewer administrators or keys for this stack.",
    );
  }
  return packed;
}

/** User data for the metadata service, in base64. */
export const userDataFor = (host: HostDescription): string => pack(host.name, renderCloudConfig(host));

/** Data for the StackScript that seeds cloud-init on a node without metadata. */
export const stackScriptDataFor = (host: HostDescription): Record<string, string> => ({
  [seedField]: pack(host.name, renderCloudConfig(host)),
});

/**
 * The StackScript: it writes cloud-init's NoCloud seed and lets cloud-init run as if it had found it at boot. It needs no network,
 * and holds nothing that is specific to a node.
 */
export const seedScript = `#!/bin/bash
# <UDF name="${seedField}" label="Host description in base64" />
# Written by Bastide. A node without a public interface gets no user data from Linode's metadata service, and cloud-init then
# gives up for good without a word. So the seed is laid where cloud-init's NoCloud source looks, and cloud-init starts over.
set -euo pipefail
umask 077
seed=/var/lib/cloud/seed/nocloud
mkdir -p "$seed"
printf '%s' "$${seedField}" | base64 -d > "$seed/user-data"
printf 'instance-id: %s\\n' "bastide-$(sha256sum "$seed/user-data" | cut -c1-16)" > "$seed/meta-data"
[ -s "$seed/user-data" ] || { echo "Bastide: the seed is empty" > /dev/console; exit 1; }
# Linode's Network Helper has written the network already; NoCloud would ask for DHCP, which a VPC does not answer.
printf 'datasource_list: [NoCloud, None]\\nnetwork: {config: disabled}\\n' > /etc/cloud/cloud.cfg.d/99-bastide.cfg
rm -f /root/StackScript /root/ssinclude*
cloud-init clean --logs
systemctl reboot
`;
