import type { HostDescription } from "./description";
import type { HostFile } from "./hostFile";
import { aptProxy } from "./rendered/aptProxy";
import { forwarding } from "./rendered/forwarding";
import { hostEnv } from "./rendered/hostEnv";
import { hostFirewallFile } from "./rendered/hostFirewall";
import { logIn } from "./rendered/logIn";
import { logFiles } from "./rendered/logs";
import { metricsFiles } from "./rendered/metrics";
import { authorisedKeys, people } from "./rendered/people";
import { signatures } from "./rendered/signatures";
import { time } from "./rendered/time";
import { updateFiles } from "./rendered/updates";
import { partsOf, roleParts } from "./roles";
import { staticFiles } from "./staticFiles";

/**
 * Every file that makes a Debian into this host, in the order of their paths: the baseline's, the role's, and those that depend on the
 * description. The same list drives the cloud-config, the documentation and the tests.
 */
export function files(host: HostDescription): readonly HostFile[] {
  const rendered = [hostEnv, hostFirewallFile, logIn, people, signatures, time].map((render) => render(host));
  const ofRole = roleParts[host.role]?.rendered.map((render) => render(host)) ?? [];
  return [
    ...partsOf(host).flatMap(staticFiles),
    ...rendered,
    ...ofRole,
    ...authorisedKeys(host),
    ...aptProxy(host),
    ...logFiles(host),
    ...metricsFiles(host),
    ...updateFiles(host),
    ...forwarding(host),
  ].sort((one, other) => (one.path < other.path ? -1 : 1));
}
