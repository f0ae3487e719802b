import { hostNeeds } from "../../../infra/hosts/rendered/hostEnv";
import { hostsOf } from "../../infra/hosts/describedHosts";
import { prodConfig } from "../../support/infraConfigs";

/** The units that the host of that name has to run. */
export function expectedUnits(name: string): readonly string[] {
  const host = hostsOf(prodConfig()).find((one) => one.name === name);
  if (host === undefined) throw new Error(`Production has no host ${name}.`);
  return hostNeeds(host).services;
}
