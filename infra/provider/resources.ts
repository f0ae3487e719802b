import { accountPreflight } from "./accountPreflight";
import { classAuthority } from "./classAuthority";
import { exchangeBucket } from "./exchangeBucket";
import { firewallAttachment } from "./firewallAttachment";
import { hostIdentity } from "./hostIdentity";
import { hostMessage } from "./hostMessage";
import { hostTicket } from "./hostTicket";
import { linodeApi } from "./linodeApi";
import { lockedBucket } from "./lockedBucket";
import type { ResourceType } from "./resource";
import { TemporaryKeys } from "./temporaryKeys";

export type { Difference, Failure, Properties, ResourceType } from "./resource";

/**
 * The provider's resource types by their token.
 *
 * @param environment LINODE_TOKEN, LINODE_URL, LINODE_API_VERSION and AWS_CA_BUNDLE are read from it
 */
export function resourceTypes(environment: NodeJS.ProcessEnv): Readonly<Record<string, ResourceType>> {
  const api = linodeApi(environment);
  const keys = new TemporaryKeys(api);
  return {
    "bastide:index:AccountPreflight": accountPreflight(api, keys),
    "bastide:index:ClassAuthority": classAuthority(),
    "bastide:index:ExchangeBucket": exchangeBucket(keys, environment),
    "bastide:index:FirewallAttachment": firewallAttachment(api),
    "bastide:index:HostIdentity": hostIdentity(),
    "bastide:index:HostMessage": hostMessage(environment),
    "bastide:index:HostTicket": hostTicket(api, environment),
    "bastide:index:LockedBucket": lockedBucket(keys, environment),
  };
}
