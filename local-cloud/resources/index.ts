import type { Section } from "../core/definition";
import { accounts } from "./account";
import { configs } from "./configs";
import { disks } from "./disks";
import { domainRecords } from "./domainRecords";
import { domains } from "./domains";
import { firewallDevices } from "./firewallDevices";
import { firewallPrefixLists } from "./firewallPrefixLists";
import { firewallRuleSets } from "./firewallRuleSets";
import { firewallSettings } from "./firewallSettings";
import { firewalls } from "./firewalls";
import { imageReplicas } from "./imageReplicas";
import { imageShareGroups } from "./imageShareGroups";
import { images } from "./images";
import { instances } from "./instances";
import { ips } from "./ipAddresses";
import { ipv6 } from "./ipv6";
import { locks } from "./locks";
import { nodebalancerConfigs } from "./nodebalancerConfigs";
import { nodebalancerNodes } from "./nodebalancerNodes";
import { nodebalancers } from "./nodebalancers";
import { nodebalancerVpcs } from "./nodebalancerVpcs";
import { oauthClients } from "./oauthClients";
import { objectStorage } from "./objectStorage";
import { objectStorageKeys } from "./objectStorageKeys";
import { offers } from "./offers";
import { personalTokens } from "./personalTokens";
import { placementGroups } from "./placementGroups";
import { profile } from "./profile";
import { reservedIps } from "./reservedIps";
import { sshKeys } from "./sshKeys";
import { stackscripts } from "./stackscripts";
import { subnets } from "./subnets";
import { tags } from "./tags";
import { users } from "./users";
import { vlans } from "./vlans";
import { volumes } from "./volumes";
import { vpcs } from "./vpcs";

/** The table that the API is made of. */
export const sections: readonly Section[] = [
  offers,
  images,
  imageReplicas,
  imageShareGroups,
  instances,
  configs,
  disks,
  volumes,
  vpcs,
  subnets,
  firewalls,
  firewallDevices,
  firewallPrefixLists,
  firewallRuleSets,
  firewallSettings,
  ips,
  reservedIps,
  ipv6,
  vlans,
  placementGroups,
  locks,
  nodebalancers,
  nodebalancerConfigs,
  nodebalancerNodes,
  nodebalancerVpcs,
  domains,
  domainRecords,
  objectStorage,
  objectStorageKeys,
  stackscripts,
  profile,
  users,
  sshKeys,
  personalTokens,
  oauthClients,
  accounts,
  tags,
];
