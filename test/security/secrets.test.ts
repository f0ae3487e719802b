import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { temporaryFolder, writeFiles } from "../support/temporaryFolder";
import { secrets } from "./checks/secrets";
import { secretsInHistory } from "./checks/secretsInHistory";

// Made anew in every run, so that this file holds none.
const letters = (length: number) => randomBytes(length).toString("hex").slice(0, length);
const wireGuardKey = randomBytes(32).toString("base64");
const privateKey = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

const planted: [string, string][] = [
  ["a private key", privateKey],
  [
    "a key of a cloud",
    `aws_secret_access_key = "${letters(40)}"\naws_access_key_id = AKIA${"ABCDEFGHIJKLMNOP"}`,
  ],
  ["a token of a forge", `token: ghp_${letters(36)}`],
  ["a password in an address", `url: https://admin:${letters(12)}@db.example.org/x`],
  ["a Linode token", `LINODE_TOKEN=${letters(64)}`],
  ["a Linode token in a stack's configuration", `  linode:token: ${letters(64)}`],
  ["a WireGuard key", `[Interface]\nPrivateKey = ${wireGuardKey}`],
  ["a Pulumi token", `export PULUMI_ACCESS_TOKEN=pul-${letters(40)}`],
];

describe("the secret scan of files", () => {
  it.each(planted)("finds %s and does not repeat it", async (_, text) => {
    const root = temporaryFolder({ "docs/notes.md": `# Notes\n\n${text}\n` });
    const { findings } = await secrets.run({ root, reports: root });
    expect(findings[0]?.where).toMatch(/^docs\/notes\.md:[3-9]$/);
    for (const word of text.split(/[\s"=:@]+/).filter((each) => each.length > 11)) {
      expect(JSON.stringify(findings)).not.toContain(word);
    }
  });

  it("accepts public keys, checksums and secrets that are only named", async () => {
    const root = temporaryFolder({
      "stack.yaml": `publicKey: ${wireGuardKey}\nlinode:token: \${LINODE_TOKEN}\nsha256: ${letters(64)}\n`,
    });
    expect((await secrets.run({ root, reports: root })).findings).toEqual([]);
  });
});

/** A checkout with one commit for each set of files, on `main`; the last `fresh` of them on a branch. */
function checkout(fresh: number, ...commits: readonly Readonly<Record<string, string>>[]): string {
  const root = temporaryFolder();
  const run = (...args: readonly string[]) =>
    execFileSync("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args]);
  run("init", "--quiet", "--initial-branch=main");
  commits.forEach((files, index) => {
    if (index === commits.length - fresh) run("switch", "--quiet", "--create", "work");
    writeFiles(root, files);
    run("add", "--all");
    run("commit", "--quiet", "--no-gpg-sign", "--message", `change ${index}`);
  });
  return root;
}

describe("the secret scan of commits", () => {
  it("finds a secret that a later commit removed again", async () => {
    const root = checkout(2, { "a.txt": "1\n" }, { "b.txt": `1\n${privateKey}` }, { "b.txt": "1\n" });
    const { findings, examined } = await secretsInHistory.run({ root, reports: root });
    expect(findings.map(({ where }) => where)).toEqual([expect.stringMatching(/^[0-9a-f]{12} b\.txt:\d+$/)]);
    expect(examined).toBe("2 commits");
    expect((await secrets.run({ root, reports: root })).findings).toEqual([]);
  });

  it("leaves alone what is on the main branch already, and reads its newest commits when nothing is new", async () => {
    const leak = { "b.txt": privateKey };
    const branch = checkout(1, leak, { "b.txt": "1\n" });
    expect((await secretsInHistory.run({ root: branch, reports: branch })).findings).toEqual([]);
    const main = checkout(0, leak, { "b.txt": "1\n" });
    expect((await secretsInHistory.run({ root: main, reports: main })).findings).toHaveLength(1);
  });

  it("says why it cannot read the history of an unpacked archive", async () => {
    const root = temporaryFolder({ "a.txt": "1\n" });
    const { skipped } = await secretsInHistory.run({ root, reports: root });
    expect(skipped).toBe("this is no git checkout, so there is no history to read");
  });
});
