import type { Section } from "../core/definition";
import { accounts } from "./account";
import { configs } from "./configs";
import { disks } from "./disks";
import { domains } from "./domains";
import { firewallDevices } from "./firewallDevices";
import { firewalls } from "./firewalls";
import { images } from "./images";
import { instances } from "./instances";
import { ips } from "./ips";
import { ipv6 } from "./ipv6";
import { nodebalancerConfigs } from "./nodebalancerConfigs";
import { nodebalancers } from "./nodebalancers";
import { objectStorage } from "./objectStorage";
import { objectStorageKeys } from "./objectStorageKeys";
import { offers } from "./offers";
import { placementGroups } from "./placementGroups";
import { profile } from "./profile";
import { stackscripts } from "./stackscripts";
import { subnets } from "./subnets";
import { tags } from "./tags";
import { volumes } from "./volumes";
import { vpcs } from "./vpcs";

/** The table that the API is made of. */
export const sections: readonly Section[] = [
  offers,
  images,
  instances,
  configs,
  disks,
  volumes,
  vpcs,
  subnets,
  firewalls,
  firewallDevices,
  ips,
  ipv6,
  placementGroups,
  nodebalancers,
  nodebalancerConfigs,
  domains,
  objectStorage,
  objectStorageKeys,
  stackscripts,
  profile,
  accounts,
  tags,
];
