import type { Policies } from "@pulumi/policy";
import { forbidDisabled } from "./firewall/forbidDisabled";
import { forbidInboundFromInternet } from "./firewall/forbidInboundFromInternet";
import { forbidOpenOutbound } from "./firewall/forbidOpenOutbound";
import { requireInboundDrop } from "./firewall/requireInboundDrop";
import { requireOutboundDrop } from "./firewall/requireOutboundDrop";
import { forbidPublicDataNode } from "./instance/forbidPublicDataNode";
import { forbidRootPassword } from "./instance/forbidRootPassword";
import { forbidSecretsInUserData } from "./instance/forbidSecretsInUserData";
import { requireDiskEncryption } from "./instance/requireDiskEncryption";
import { requireExplicitInterfaces } from "./instance/requireExplicitInterfaces";
import { requireHardwareKeys } from "./instance/requireHardwareKeys";
import { forbidAssignment } from "./networkingIp/forbidAssignment";
import { requirePassthrough } from "./nodeBalancer/requirePassthrough";
import { forbidCluster } from "./objectStorage/forbidCluster";
import { forbidCrossOrigin } from "./objectStorage/forbidCrossOrigin";
import { requireComplianceLock } from "./objectStorage/requireComplianceLock";
import { requireLifecycle } from "./objectStorage/requireLifecycle";
import { requirePrivateAcl } from "./objectStorage/requirePrivateAcl";
import { requireRetention } from "./objectStorage/requireRetention";
import { requireScopedKey } from "./objectStorage/requireScopedKey";
import { requireVersioning } from "./objectStorage/requireVersioning";
import { requireAllowedRegion } from "./resource/requireAllowedRegion";
import { requireKnownType } from "./resource/requireKnownType";
import { requireProtection } from "./resource/requireProtection";
import { requireTags } from "./resource/requireTags";
import { forbidGeneratedSecrets } from "./stack/forbidGeneratedSecrets";
import { forbidSharing } from "./stack/forbidSharing";
import { requireAntiAffinity } from "./stack/requireAntiAffinity";
import { requireBackups } from "./stack/requireBackups";
import { requireBalancerForPublishedPorts } from "./stack/requireBalancerForPublishedPorts";
import { requireDataNodeForVolume } from "./stack/requireDataNodeForVolume";
import { requireFirewallOnEveryHost } from "./stack/requireFirewallOnEveryHost";
import { requireOneClass } from "./stack/requireOneClass";
import { requireReferencesInStack } from "./stack/requireReferencesInStack";
import { requireTwoRegions } from "./stack/requireTwoRegions";
import { forbidPublic } from "./stackScript/forbidPublic";
import { forbidSecrets } from "./stackScript/forbidSecrets";
import { requireEncryption } from "./volume/requireEncryption";

/**
 * Every policy of the pack, in the order in which people read them. Judged for every resource are all but
 * those named `bastide-stack-…`, which judge relations once, at the end.
 */
export const policies: Policies = [
  requireKnownType,
  requireTags,
  requireAllowedRegion,
  requireProtection,
  requireDiskEncryption,
  requireExplicitInterfaces,
  forbidPublicDataNode,
  forbidRootPassword,
  requireHardwareKeys,
  forbidSecretsInUserData,
  requireEncryption,
  requireInboundDrop,
  requireOutboundDrop,
  forbidDisabled,
  forbidInboundFromInternet,
  forbidOpenOutbound,
  forbidAssignment,
  requirePassthrough,
  requireScopedKey,
  requireComplianceLock,
  requireRetention,
  requirePrivateAcl,
  forbidCrossOrigin,
  requireVersioning,
  requireLifecycle,
  forbidCluster,
  forbidPublic,
  forbidSecrets,
  requireOneClass,
  forbidSharing,
  forbidGeneratedSecrets,
  requireReferencesInStack,
  requireFirewallOnEveryHost,
  requireBalancerForPublishedPorts,
  requireTwoRegions,
  requireBackups,
  requireAntiAffinity,
  requireDataNodeForVolume,
];
