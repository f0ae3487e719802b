import type { Policies } from "@pulumi/policy";
import { forbidClassesElsewhere } from "./configuration/forbidClassesElsewhere";
import { forbidHostingOutside } from "./configuration/forbidHostingOutside";
import { forbidLeavers } from "./configuration/forbidLeavers";
import { requireAccountAudits } from "./configuration/requireAccountAudits";
import { requireAdministrators } from "./configuration/requireAdministrators";
import { requireApprovals } from "./configuration/requireApprovals";
import { requireApprovedChange } from "./configuration/requireApprovedChange";
import { requireBackupWindows } from "./configuration/requireBackupWindows";
import { requireBoundedGrants } from "./configuration/requireBoundedGrants";
import { requireCapacity } from "./configuration/requireCapacity";
import { requireLogReceiver } from "./configuration/requireLogReceiver";
import { requireOnCall } from "./configuration/requireOnCall";
import { requireReviews } from "./configuration/requireReviews";
import { requireSections } from "./configuration/requireSections";
import { requireTimelyReviews } from "./configuration/requireTimelyReviews";
import { forbidDisabled } from "./firewall/forbidDisabled";
import { forbidInboundFromInternet } from "./firewall/forbidInboundFromInternet";
import { forbidOpenOutbound } from "./firewall/forbidOpenOutbound";
import { requireInboundDrop } from "./firewall/requireInboundDrop";
import { requireOutboundDrop } from "./firewall/requireOutboundDrop";
import { requireMessageBaseline } from "./host/requireMessageBaseline";
import { forbidPublicDataNode } from "./instance/forbidPublicDataNode";
import { forbidRootPassword } from "./instance/forbidRootPassword";
import { forbidSecretsInUserData } from "./instance/forbidSecretsInUserData";
import { requireBaseline } from "./instance/requireBaseline";
import { requireDiskEncryption } from "./instance/requireDiskEncryption";
import { requireExplicitInterfaces } from "./instance/requireExplicitInterfaces";
import { requireHardwareKeys } from "./instance/requireHardwareKeys";
import { requireSupportedImage } from "./instance/requireSupportedImage";
import { requireWatchdog } from "./instance/requireWatchdog";
import { forbidAssignment } from "./networkingIp/forbidAssignment";
import { requireReservation } from "./networkingIp/requireReservation";
import { requirePassthrough } from "./nodeBalancer/requirePassthrough";
import { forbidCluster } from "./objectStorage/forbidCluster";
import { forbidCrossOrigin } from "./objectStorage/forbidCrossOrigin";
import { requireComplianceLock } from "./objectStorage/requireComplianceLock";
import { requireEncryptedEndpoint } from "./objectStorage/requireEncryptedEndpoint";
import { requireLifecycle } from "./objectStorage/requireLifecycle";
import { requirePrivateAcl } from "./objectStorage/requirePrivateAcl";
import { requireRetention } from "./objectStorage/requireRetention";
import { requireScopedKey } from "./objectStorage/requireScopedKey";
import { requireTicketExpiry } from "./objectStorage/requireTicketExpiry";
import { requireVersioning } from "./objectStorage/requireVersioning";
import { forbidOtherApi } from "./provider/forbidOtherApi";
import { forbidTokenInCode } from "./provider/forbidTokenInCode";
import { forbidSecretsInPlainText } from "./resource/forbidSecretsInPlainText";
import { requireAllowedRegion } from "./resource/requireAllowedRegion";
import { requireKnownType } from "./resource/requireKnownType";
import { requireProtection } from "./resource/requireProtection";
import { requireReviewedArguments } from "./resource/requireReviewedArguments";
import { requireTags } from "./resource/requireTags";
import { forbidForeignNames } from "./stack/forbidForeignNames";
import { forbidGeneratedSecrets } from "./stack/forbidGeneratedSecrets";
import { forbidSecretsInOutputs } from "./stack/forbidSecretsInOutputs";
import { forbidSharing } from "./stack/forbidSharing";
import { forbidUndeclaredPaths } from "./stack/forbidUndeclaredPaths";
import { requireAntiAffinity } from "./stack/requireAntiAffinity";
import { requireBackups } from "./stack/requireBackups";
import { requireBalancerForPublishedPorts } from "./stack/requireBalancerForPublishedPorts";
import { requireDataNodeForVolume } from "./stack/requireDataNodeForVolume";
import { requireEndpoints } from "./stack/requireEndpoints";
import { requireFirewallOnEveryHost } from "./stack/requireFirewallOnEveryHost";
import { requireOneClass } from "./stack/requireOneClass";
import { requireOneRegion } from "./stack/requireOneRegion";
import { requireOwnIdentity } from "./stack/requireOwnIdentity";
import { requireReferencesInStack } from "./stack/requireReferencesInStack";
import { requireReplica } from "./stack/requireReplica";
import { requireTwoRegions } from "./stack/requireTwoRegions";
import { requireVolumeForDataNode } from "./stack/requireVolumeForDataNode";
import { forbidDownloads } from "./stackScript/forbidDownloads";
import { forbidPublic } from "./stackScript/forbidPublic";
import { forbidSecrets } from "./stackScript/forbidSecrets";
import { requireSupportedImages } from "./stackScript/requireSupportedImages";
import { requireExpiry } from "./token/requireExpiry";
import { requireScope } from "./token/requireScope";
import { requireEncryption } from "./volume/requireEncryption";
import { forbidUnused } from "./waivers/forbidUnused";
import { requireNotice } from "./waivers/requireNotice";
import { requireValidity } from "./waivers/requireValidity";

/**
 * Every policy of the pack, in the order in which people read them. Judged for every resource are all but
 * those named `bastide-stack-…`, which judge relations once, at the end.
 */
export const policies: Policies = [
  requireKnownType,
  requireReviewedArguments,
  requireTags,
  requireAllowedRegion,
  requireProtection,
  forbidSecretsInPlainText,
  requireDiskEncryption,
  requireExplicitInterfaces,
  forbidPublicDataNode,
  forbidRootPassword,
  requireHardwareKeys,
  requireSupportedImage,
  requireBaseline,
  requireMessageBaseline,
  requireWatchdog,
  forbidSecretsInUserData,
  requireEncryption,
  requireInboundDrop,
  requireOutboundDrop,
  forbidDisabled,
  forbidInboundFromInternet,
  forbidOpenOutbound,
  forbidAssignment,
  requireReservation,
  requirePassthrough,
  requireScopedKey,
  requireComplianceLock,
  requireRetention,
  requirePrivateAcl,
  forbidCrossOrigin,
  requireVersioning,
  requireTicketExpiry,
  requireLifecycle,
  forbidCluster,
  requireEncryptedEndpoint,
  forbidPublic,
  forbidDownloads,
  forbidSecrets,
  requireSupportedImages,
  requireScope,
  requireExpiry,
  forbidTokenInCode,
  forbidOtherApi,
  requireReviews,
  requireAccountAudits,
  requireTimelyReviews,
  requireApprovals,
  forbidHostingOutside,
  requireApprovedChange,
  requireAdministrators,
  requireBoundedGrants,
  forbidLeavers,
  requireBackupWindows,
  forbidClassesElsewhere,
  requireValidity,
  requireOwnIdentity,
  requireOneClass,
  forbidSharing,
  forbidGeneratedSecrets,
  forbidSecretsInOutputs,
  requireReferencesInStack,
  forbidUndeclaredPaths,
  forbidForeignNames,
  requireFirewallOnEveryHost,
  requireBalancerForPublishedPorts,
  requireOneRegion,
  requireTwoRegions,
  requireReplica,
  requireEndpoints,
  requireBackups,
  requireAntiAffinity,
  requireDataNodeForVolume,
  requireVolumeForDataNode,
  requireSections,
  requireOnCall,
  requireLogReceiver,
  requireCapacity,
  // Last: by then every other policy has said what waivers were needed for.
  forbidUnused,
  requireNotice,
];
