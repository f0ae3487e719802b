import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";
import { baselinePart, packagesOf, roleParts, unneededPackages, unwantedUnits } from "../roles";
import { groups } from "./people";

/** CM-9: what scripts on the host have to know, as `NAME='words'`: for bash and for a reader of a line each. */
export function hostEnv(host: HostDescription): HostFile {
  const { packages, services } = hostNeeds(host);
  const values = {
    NAME: host.name,
    DATA_CLASS: host.dataClass,
    REGION: host.region,
    ROLE: host.role,
    GATEWAY: host.addresses.gateway,
    OVERLAY: host.addresses.overlay,
    VOLUME: host.volumeDevice ?? "",
    NAMES: host.allowedNames.join(" "),
    RESOLVERS: host.resolvers.join(" "),
    PEOPLE_GROUPS: groups.join(" "),
    PACKAGES: packages.join(" "),
    UNNEEDED: unneededPackages.filter((name) => !packages.includes(name)).join(" "),
    SERVICES: services.join(" "),
    UNWANTED: unwantedUnits.join(" "),
    ...(host.role === "data" && host.strict ? { STRICT: "yes" } : {}),
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
  return hostFile("description", "/etc/bastide/host.env", `# CM-9: what this host is.\n${lines.join("")}`);
}

/** The packages and services of a host, of the baseline and of its role. */
export function hostNeeds(host: HostDescription): {
  packages: readonly string[];
  services: readonly string[];
} {
  const role = roleParts[host.role];
  return {
    packages: packagesOf(host),
    services: [...baselinePart.services, ...(role?.services ?? [])],
  };
}
