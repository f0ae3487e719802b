import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { secretIn } from "../../../policy-pack/lib/secrets";
import { type SecretScan, secretScan } from "../../security/checks/secretPatterns";

/** Samples are put together here, so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]) => parts.join("");
const letters = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0fG";
const samples: readonly (readonly [string, string])[] = [
  ["a forge's token", join("ghp_", letters, "a1B2")],
  [
    "a forge's fine-grained token",
    join("github_pat_", letters.slice(0, 22), "_", letters, letters.slice(0, 27)),
  ],
  ["a package registry's token", join("npm_", letters, "a1B2")],
  ["a chat's token", join("xoxb-", "1234567890-1234567890123-", letters.slice(0, 24))],
  [
    "a private key",
    join("-----BEGIN RSA ", "PRIVATE KEY-----\n", letters, letters, "\n-----END RSA ", "PRIVATE KEY-----"),
  ],
  ["a mail service's key", join("SG.", letters.slice(0, 22), ".", letters, "aB3dE5gH7jK")],
  ["an address with a password", join("postgres://app:", "tr0ub4dor3x@db.example.org/account")],
  ["Linode's own token", join("linode_token: ", "0a1b2c3d".repeat(8))],
];

/** What secretlint leaves alone by default, because it may be a name only. */
const further: readonly (readonly [string, string])[] = [
  ["a cloud's access key", join("AKIA", "Q3EGRZ2X7LMNB4VC")],
  ["a cloud's secret key", join("aws_secret_access_key = ", letters, "xY1/zZ2+")],
];

describe("what looks like a secret", () => {
  let scan: SecretScan;
  beforeAll(async () => {
    scan = await secretScan();
  });

  it.each(samples)("is found in %s, as secretlint's rules find it", async (_, sample) => {
    expect(secretIn(sample)).toBeDefined();
    expect(await scan("sample", "sample.txt", `${sample}\n`)).not.toEqual([]);
  });

  it.each([...samples, ...further])("is found in %s when it is packed", (_, sample) => {
    expect(secretIn(Buffer.from(sample).toString("base64"))).toBeDefined();
    expect(secretIn(gzipSync(sample).toString("base64"))).toBeDefined();
  });

  it.each(further)("is found in %s", (_, sample) => expect(secretIn(sample)).toBeDefined());

  it("is what a generator makes, whatever it is called", () => {
    const base64 = fc
      .uint8Array({ minLength: 32, maxLength: 48 })
      .map((bytes) => Buffer.from(bytes).toString("base64url"));
    const random = base64.filter(
      (text) => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text) && !/[_-]/.test(text),
    );
    fc.assert(
      fc.property(random, (value) => {
        fc.pre(new Set(value).size > 24);
        expect(secretIn(`replication = "${value}"`)).toBeDefined();
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["a path", 'volumeDevice: "/dev/disk/by-id/scsi-0Linode_Volume_account-fr-par-data-1"'],
    ["a sentence", "description: Bastide seeds cloud-init on nodes that get no metadata whatsoever"],
    ["a name", "fqdn: account-fr-par-data-1.account.data.example.org"],
    ["a public key", `wireguardKey: "9zYp+tJH/xiy4W90/TNEKco2Hbvz3O4wdEcE55fR5AA="`],
    ["a checksum", `sha256: ${"0a1b2c3d".repeat(8)}`],
    [
      "a key of an administrator",
      "ssh_authorized_keys: sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIPBA1dDS amara",
    ],
    ["an address without a password", "proxy: http://10.65.1.16:3128"],
    ["an address with a placeholder", join("postgres://app:", "$", "{PASSWORD}@db/account")],
  ])("is not seen in %s", (_, text) => {
    expect(secretIn(text)).toBeUndefined();
  });
});
