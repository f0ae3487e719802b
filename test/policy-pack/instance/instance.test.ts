import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { forbidPublicDataNode } from "../../../policy-pack/instance/forbidPublicDataNode";
import { forbidRootPassword } from "../../../policy-pack/instance/forbidRootPassword";
import { forbidSecretsInUserData } from "../../../policy-pack/instance/forbidSecretsInUserData";
import { requireDiskEncryption } from "../../../policy-pack/instance/requireDiskEncryption";
import { requireExplicitInterfaces } from "../../../policy-pack/instance/requireExplicitInterfaces";
import { requireHardwareKeys } from "../../../policy-pack/instance/requireHardwareKeys";
import { dataNode, gateway } from "../support/fixtures";
import { absent, accepts, change, messagesOf, refuses } from "../support/resource";

const encoded = (text: string) => Buffer.from(text).toString("base64");
const privateKey = ["-----BEGIN OPENSSH ", "PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n"].join("");

describe("requireDiskEncryption", () => {
  refuses(requireDiskEncryption, dataNode, [
    ["it is left to the region's default", { diskEncryption: absent }],
    ["it is off", { diskEncryption: "disabled" }],
    ["it is null", { diskEncryption: null }],
  ]);
});

describe("requireExplicitInterfaces", () => {
  refuses(requireExplicitInterfaces, dataNode, [
    ["none is declared", { interfaces: absent }],
    ["the list is empty", { interfaces: [] }],
    ["one is on a VLAN", { interfaces: [{ purpose: "vlan", label: "all" }] }],
    ["a purpose is missing", { interfaces: [{ subnetId: 7 }] }],
    ["the list is none", { interfaces: "public" }],
  ]);
  accepts(requireExplicitInterfaces, gateway, [["a gateway has a public one", {}]]);
});

describe("forbidPublicDataNode", () => {
  refuses(forbidPublicDataNode, dataNode, [
    ["an interface is public", { interfaces: [{ purpose: "vpc" }, { purpose: "public" }] }],
    ["no interface is declared", { interfaces: absent }],
    ["NAT gives it an address", { interfaces: [{ purpose: "vpc", ipv4: { nat11: "any" } }] }],
    ["it has an address in the shared network", { privateIp: true }],
    ["it has addresses of its own", { ipv4s: ["203.0.113.4"] }],
    ["it shares addresses", { sharedIpv4s: ["203.0.113.4"] }],
  ]);
  const serviceTags = ["data-class:account", "managed-by:bastide", "role:service"];
  refuses(forbidPublicDataNode, dataNode, [
    [
      "a service node has a public interface",
      { tags: serviceTags, interfaces: [{ purpose: "public" }, { purpose: "vpc" }] },
    ],
    ["a service node has an address for balancers", { tags: serviceTags, privateIp: true }],
  ]);
  accepts(forbidPublicDataNode, gateway, [["it is a gateway", {}]]);
  accepts(forbidPublicDataNode, dataNode, [["a service node is in its VPC", { tags: serviceTags }]]);
});

describe("forbidRootPassword", () => {
  refuses(forbidRootPassword, dataNode, [["one is given", { rootPass: "correct horse battery staple" }]]);
});

describe("requireHardwareKeys", () => {
  refuses(requireHardwareKeys, dataNode, [
    ["a key is kept in a file", { authorizedKeys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me"] }],
    ["one of several is", { authorizedKeys: [...keys(), "ssh-rsa AAAAB3NzaC1yc2E"] }],
    ["a line is none at all", { authorizedKeys: ["sk-ssh-ed25519@openssh.com"] }],
    ["options come before the key", { authorizedKeys: [`no-touch-required ${keys()[0]}`] }],
    ["profiles give the keys", { authorizedUsers: ["officer"] }],
  ]);
  accepts(requireHardwareKeys, dataNode, [
    ["there is no key at all", { authorizedKeys: absent }],
    ["the list of profiles is empty", { authorizedUsers: [] }],
  ]);
});

describe("forbidSecretsInUserData", () => {
  refuses(forbidSecretsInUserData, dataNode, [
    ["a private key is plain", { stackscriptData: { host: privateKey } }],
    ["a private key is in base64", { metadatas: [{ userData: encoded(privateKey) }] }],
    ["a private key is compressed", { metadatas: [{ userData: gzipSync(privateKey).toString("base64") }] }],
    ["a private key is in base64 twice", { metadatas: [{ userData: encoded(encoded(privateKey)) }] }],
    ["a tunnel's key is plain", { stackscriptData: { wg: `PrivateKey = ${"aB3/".repeat(10)}abc=` } }],
    ["a password is plain", { stackscriptData: { env: "PGPASSWORD=tr0ub4dor3xample" } }],
    ["a token is plain", { metadatas: [{ userData: encoded(`linode_token: ${"0a".repeat(32)}`) }] }],
    ["a password has a name", { stackscriptData: { admin_password: "tr0ub4dor3xample" } }],
    ["a password is a sentence", { stackscriptData: { adminPassword: "correct horse battery staple" } }],
    ["a password is short", { stackscriptData: { DB_PASS: "hunter2" } }],
    ["a key has a name", { stackscriptData: { "api-key": "aB3dE5gH7jK9" } }],
    ["a token is in a list", { stackscriptData: { token: ["", "aB3dE5gH7jK9"] } }],
    [
      "a generated secret has any name",
      { stackscriptData: { SEED: "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0fG9xYz" } },
    ],
  ]);
  accepts(forbidSecretsInUserData, dataNode, [
    ["a password is hashed", { stackscriptData: { passwd: "passwd: $6$rounds=4096$abcdefgh1$xyzxyzxyz" } }],
    [
      "a password comes from a file",
      { stackscriptData: { env: "password_file: /run/credentials/database" } },
    ],
    ["a password is a placeholder", { stackscriptData: { env: "password: $" + "{DATABASE_PASSWORD}" } }],
    ["a checksum is given", { stackscriptData: { sum: `sha256: ${"0a".repeat(32)}` } }],
    ["a file's name is given", { stackscriptData: { admin_password: "/run/credentials/admin" } }],
    ["a variable is named", { stackscriptData: { token: "$" + "{ENROLMENT}", secret: "$SECRET", pass: "" } }],
    ["a name only ends alike", { stackscriptData: { compass: "north", tokens: "3", key: "fr-par" } }],
    ["a one-time code is given", { stackscriptData: { ENROLMENT_CODE: "7KQ4-M2XD" } }],
    [
      "a short text is packed",
      { stackscriptData: { SEED: encoded("#cloud-config\nhostname: account-fr-par-1\n") } },
    ],
    ["a public key is given", { stackscriptData: { pub: `PublicKey = ${"aB3/".repeat(10)}abc=` } }],
  ]);

  it("never says the secret", () => {
    const messages = messagesOf(
      forbidSecretsInUserData,
      change(dataNode, { stackscriptData: { a: privateKey } }),
    );
    expect(messages.join()).not.toContain("b3BlbnNzaC1rZXktdjEA");
  });
});

function keys(): readonly string[] {
  return dataNode.props.authorizedKeys as readonly string[];
}
