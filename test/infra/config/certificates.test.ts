import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { makeAuthority } from "../../../local-cloud/core/authority";
import { prodWith } from "../../support/infraConfigs";
import { problemsOf } from "./problems";

const names = [
  "api.account.data.example.org",
  "api.fr-par.account.data.example.org",
  "api.de-fra-2.account.data.example.org",
];
const given = (chain: string, key: string, dataClass = "account") =>
  prodWith({ certificates: { [dataClass]: { chain, key } } });
const messages = (values: ReturnType<typeof given>, day?: Date): string[] =>
  problemsOf(values, day).map(({ key, message }) => `${key}: ${message}`);

describe("the certificate of a published endpoint", () => {
  let good = { cert: "", key: "" };
  let authority: Awaited<ReturnType<typeof makeAuthority>>;
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

  beforeAll(async () => {
    authority = await makeAuthority("Test", 30);
    good = await authority.issue(names);
  });

  const about = (text: string) => (message: string) => message.includes(text);

  it("is taken where it holds, names the endpoint and has its key", () => {
    expect(
      messages(given(good.cert + authority.pem, good.key), new Date()).filter(about("certificates")),
    ).toEqual([]);
  });

  it.each(["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "stand-in-on-the-local-cloud"])(
    "is judged without its key where nobody can decrypt that: %s",
    async (key) => {
      expect(messages(given(good.cert, key), new Date()).filter(about("certificates"))).toEqual([]);
      const [other = "", ...rest] = names;
      expect(other).not.toBe("");
      const { cert } = await authority.issue(rest);
      expect(messages(given(cert, key), new Date()).filter(about("certificates"))).toEqual([
        `bastide:certificates.account.chain: The certificate is not for ${other}.`,
      ]);
    },
  );

  it("has the key that goes with it", async () => {
    const { key } = await authority.issue(names);
    expect(messages(given(good.cert, key), new Date()).filter(about("certificates"))).toEqual([
      "bastide:certificates.account.key: This is not the key of the chain's first certificate.",
    ]);
  });

  it("still holds for a week", () => {
    expect(messages(given(good.cert, good.key), inDays(25)).filter(about("certificates"))[0]).toMatch(
      /within 7 days/,
    );
    expect(messages(given(good.cert, good.key), inDays(40)).filter(about("certificates"))[0]).toMatch(
      /ended on/,
    );
    expect(messages(given(good.cert, good.key), inDays(-9)).filter(about("certificates"))[0]).toMatch(
      /begins on/,
    );
  });

  it("is for a class that publishes an endpoint", () => {
    expect(messages(given(good.cert, good.key, "events"), new Date()).filter(about("certificates"))).toEqual([
      "bastide:certificates.events: events publishes no endpoint in this stack.",
    ]);
  });

  it("has a key of 3,000 bits, or on a curve", () => {
    const folder = mkdtempSync(join(tmpdir(), "bastide-certificate-"));
    try {
      const file = join(folder, "key.pem");
      for (const [options, count] of [
        [{ modulusLength: 2048 }, 1],
        [{ modulusLength: 3072 }, 0],
      ] as const) {
        const { privateKey } = generateKeyPairSync("rsa", options);
        const key = String(privateKey.export({ type: "pkcs8", format: "pem" }));
        writeFileSync(file, key, { mode: 0o600 });
        const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`;
        const chain = execFileSync(
          "openssl",
          ["req", "-x509", "-key", file, "-days", "30", "-subj", "/CN=test", "-addext", alternatives],
          { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
        );
        expect(messages(given(chain, key), inDays(1)).filter(about("too weak"))).toHaveLength(count);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says nothing of the key in an error", () => {
    const text = messages(given(good.cert, `${good.key}oops`), new Date()).join("\n");
    expect(text).toContain("This is not a private key");
    expect(text).not.toContain(good.key.slice(40, 60));
  });
});
