import type { StackConfig } from "../../../infra/config";
import type { HostDescription } from "../../../infra/hosts/description";
import { files } from "../../../infra/hosts/files";
import { type HostSecrets, secretFiles, secretsFolder } from "../../../infra/hosts/secrets";
import { certificateNames } from "../../../infra/hosts/secrets/tls";
import type { Authority, HostFile } from "../../../local-cloud/hosts";
import { hostsOf } from "../../infra/hosts/describedHosts";
import { prodConfig } from "../../support/infraConfigs";
import { hostFiles } from "./hostFiles";

/** A host of production, as the plan describes it. */
export function productionHost(name: string, config: StackConfig = prodConfig()): HostDescription {
  const host = hostsOf(config).find((one) => one.name === name);
  if (host === undefined) throw new Error(`Production has no ${name}.`);
  return host;
}

/** A certificate for a host, for its names and both its addresses. */
export const certified = (host: HostDescription, authority: Authority): ReturnType<Authority["issue"]> =>
  authority.issue([...certificateNames(host), host.addresses.overlay, host.addresses.vpc]);

/** What a host is told in secret where nothing reaches it by a tunnel: its certificate, and what else a test names. */
export async function secretsOf(
  host: HostDescription,
  authority: Authority,
  more: Partial<HostSecrets> = {},
): Promise<HostSecrets> {
  const { cert, key } = await certified(host, authority);
  return {
    activeRegion: host.region,
    wireguard: { privateKey: "", peers: [] },
    certificates: { authority: authority.pem, certificate: cert, key },
    otherAuthorities: {},
    passwords: {},
    buckets: [],
    ...more,
  };
}

/** The files of a host with its secrets, as a message brings them, ready to be laid. */
export function laidFiles(host: HostDescription, secrets: HostSecrets): Record<string, HostFile> {
  const laid = hostFiles(files(host));
  for (const [name, content] of Object.entries(secretFiles(host, secrets)))
    laid[`${secretsFolder}/${name}`] = { content, mode: 0o600 };
  return laid;
}
