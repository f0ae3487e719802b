import { hostNeeds } from "../../../infra/hosts/rendered/hostEnv";
import { roleParts } from "../../../infra/hosts/roles";
import { hostsOf } from "../../infra/hosts/describedHosts";
import { prodConfig } from "../../support/infraConfigs";

/** The units that the host of that name has to run. */
export function expectedUnits(name: string): readonly string[] {
  const host = hostsOf(prodConfig()).find((one) => one.name === name);
  if (host === undefined) throw new Error(`Production has no host ${name}.`);
  return hostNeeds(host).services;
}

/** The units of other roles, which run on a host here too: the base that it is booted from has the packages of all. */
export const foreignUnits = (name: string): readonly string[] =>
  Object.values(roleParts)
    .flatMap(({ services }) => services)
    .filter((unit) => !expectedUnits(name).includes(unit));
