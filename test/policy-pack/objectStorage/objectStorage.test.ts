import { describe, expect, it } from "vitest";
import { forbidCluster } from "../../../policy-pack/objectStorage/forbidCluster";
import { forbidCrossOrigin } from "../../../policy-pack/objectStorage/forbidCrossOrigin";
import { requireComplianceLock } from "../../../policy-pack/objectStorage/requireComplianceLock";
import { requireEncryptedEndpoint } from "../../../policy-pack/objectStorage/requireEncryptedEndpoint";
import { requireLifecycle } from "../../../policy-pack/objectStorage/requireLifecycle";
import { requirePrivateAcl } from "../../../policy-pack/objectStorage/requirePrivateAcl";
import { requireRetention } from "../../../policy-pack/objectStorage/requireRetention";
import { requireScopedKey } from "../../../policy-pack/objectStorage/requireScopedKey";
import { requireTicketExpiry } from "../../../policy-pack/objectStorage/requireTicketExpiry";
import { requireVersioning } from "../../../policy-pack/objectStorage/requireVersioning";
import { bucketKey, exchangeBucket, lockedBucket, plainBucket } from "../support/fixtures";
import { absent, accepts, messagesOf, refuses } from "../support/resource";

const access = { bucketName: "backup", region: "fr-par", permissions: "read_write" };
const keep = (days: unknown, enabled = true) => [{ enabled, noncurrentVersionExpiration: { days } }];

describe("requireScopedKey", () => {
  refuses(requireScopedKey, bucketKey, [
    ["it opens everything", { bucketAccesses: absent }],
    ["it opens nothing, which is everything", { bucketAccesses: [] }],
    ["it opens two buckets", { bucketAccesses: [access, access] }],
    ["it does not say which bucket", { bucketAccesses: [{ ...access, bucketName: undefined }] }],
    ["it does not say in which region", { bucketAccesses: [{ ...access, region: "" }] }],
    ["its rights are none that the pack knows", { bucketAccesses: [{ ...access, permissions: "admin" }] }],
  ]);
});

describe("requireComplianceLock", () => {
  refuses(requireComplianceLock, lockedBucket, [
    ["a key can lift it", { lockMode: "GOVERNANCE" }],
    ["it has no mode", { lockMode: absent }],
    ["it is too short", { lockDays: 6 }],
    ["it has no length", { lockDays: absent }],
    ["its length is a word", { lockDays: "35" }],
  ]);
  it("can be asked to be longer, never to be shorter", () => {
    expect(messagesOf(requireComplianceLock, lockedBucket, { minimumDays: 36 })).toHaveLength(1);
    expect(messagesOf(requireComplianceLock, lockedBucket, { minimumDays: 6 })).toHaveLength(1);
    expect(messagesOf(requireComplianceLock, lockedBucket, { minimumDays: 35 })).toEqual([]);
  });
});

describe("requireRetention", () => {
  refuses(requireRetention, lockedBucket, [
    ["versions go before their lock ends", { noncurrentDays: 34 }],
    ["versions stay for ever", { noncurrentDays: absent }],
  ]);
});

describe("requireTicketExpiry", () => {
  refuses(requireTicketExpiry, exchangeBucket, [
    ["tickets stay for two days", { ticketDays: 2 }],
    ["tickets stay for ever", { ticketDays: 0 }],
    ["it does not say", { ticketDays: absent }],
  ]);
});

describe("requirePrivateAcl", () => {
  refuses(requirePrivateAcl, plainBucket, [
    ["the public can read it", { acl: "public-read" }],
    ["it does not say", { acl: absent }],
  ]);
});

describe("forbidCrossOrigin", () => {
  refuses(forbidCrossOrigin, plainBucket, [
    ["it is on", { corsEnabled: true }],
    ["it is left to the default", { corsEnabled: absent }],
  ]);
});

describe("requireVersioning", () => {
  refuses(requireVersioning, plainBucket, [
    ["it is off", { versioning: false }],
    ["it is left out", { versioning: absent }],
  ]);
});

describe("requireLifecycle", () => {
  refuses(requireLifecycle, plainBucket, [
    ["there is none", { lifecycleRules: absent }],
    ["it is disabled", { lifecycleRules: keep(30, false) }],
    ["it keeps versions for too short", { lifecycleRules: keep(6) }],
    ["one of several does", { lifecycleRules: [...keep(30), ...keep(1)] }],
    ["its days are a word", { lifecycleRules: keep("30") }],
    ["it is for some objects only", { lifecycleRules: [{ ...keep(30)[0], prefix: "logs/" }] }],
    ["it removes objects too soon", { lifecycleRules: [{ ...keep(30)[0], expiration: { days: 6 } }] }],
    [
      "it removes objects on a date",
      { lifecycleRules: [{ ...keep(30)[0], expiration: { date: "2027-01-01" } }] },
    ],
    [
      "another rule removes objects too soon",
      { lifecycleRules: [...keep(30), { enabled: true, expiration: { days: 1 } }] },
    ],
  ]);
  accepts(requireLifecycle, plainBucket, [
    ["a disabled rule would", { lifecycleRules: [...keep(30), { enabled: false, expiration: { days: 1 } }] }],
    ["it removes objects later", { lifecycleRules: [{ ...keep(30)[0], expiration: { days: 90 } }] }],
  ]);
});

describe("requireEncryptedEndpoint", () => {
  refuses(requireEncryptedEndpoint, plainBucket, [
    ["it is left to the region's default", { endpointType: absent }],
    ["Linode does not encrypt behind it", { endpointType: "E1" }],
  ]);
  accepts(requireEncryptedEndpoint, plainBucket, [
    ["it is of the older kind that does", { endpointType: "E2" }],
  ]);
});

describe("forbidCluster", () => {
  refuses(forbidCluster, plainBucket, [
    ["it names a cluster", { cluster: "eu-central-1" }],
    ["it names no region", { region: absent }],
  ]);
});
