import type { HostDescription, SiteDescription } from "./description";

/** The site that a host is in. */
export function siteOf(host: HostDescription): SiteDescription {
  const site = host.sites.find(({ region }) => region === host.region);
  if (site === undefined) throw new Error(`${host.name} is in no site of its class.`);
  return site;
}

/** The roles whose hosts keep the site's cluster together: they run etcd. */
const members: readonly string[] = ["gateway", "data"];

/** Whether a host is a member of the site's cluster. */
export const isMember = ({ role }: HostDescription): boolean => members.includes(role);

/** The DNS name that only members of a site's cluster have in their certificates: it says what they may do, not where they are. */
export const clusterName = ({ name, fqdn, region }: HostDescription): string =>
  `cluster.${region}.${fqdn.slice(name.length + 1)}`;
