import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decrypter } from "age-encryption";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Message,
  makeAgeKeys,
  makeSigningKeys,
  makeTunnelKeys,
  seal,
  sign,
  ticketLine,
  ticketObject,
} from "../../../infra/channel";

const message: Message = {
  serial: 1_764_000_000_000,
  host: "account-fr-par-gateway",
  cloudConfig: "#cloud-config\nhostname: account-fr-par-gateway\n",
  secrets: { "ca.pem": "an authority\n", "wg0.conf": "[Interface]\n" },
};

const open = async (sealed: Uint8Array, identity: string): Promise<unknown> => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return JSON.parse(await decrypter.decrypt(sealed, "text"));
};

describe("a message", () => {
  test("is opened by its recipient alone", async () => {
    const [host, other] = [await makeAgeKeys(), await makeAgeKeys()];
    const sealed = await seal(message, host.recipient);
    expect(await open(sealed, host.identity)).toEqual(message);
    await expect(open(sealed, other.identity)).rejects.toThrow();
    expect(Buffer.from(sealed).includes("wg0.conf")).toBe(false);
  });

  test.each(["../shadow", "a/b", ".hidden", "", "a\nb"])("takes no secret named %j", async (name) => {
    const { recipient } = await makeAgeKeys();
    await expect(seal({ ...message, secrets: { [name]: "x" } }, recipient)).rejects.toThrow("can't be files");
  });

  test("has a signature that its own bytes alone bear out", async () => {
    const { signingKey, verifyKey } = makeSigningKeys();
    const sealed = await seal(message, (await makeAgeKeys()).recipient);
    const signature = sign(sealed, signingKey);
    expect(signature).toHaveLength(64);
    const key = createPublicKey(verifyKey);
    expect(verify(null, sealed, key, signature)).toBe(true);
    expect(verify(null, Buffer.concat([sealed, Buffer.from([0])]), key, signature)).toBe(false);
  });
});

test("a ticket's line leads to what its identity opens", async () => {
  const once = await makeAgeKeys();
  const ticket = {
    host: message.host,
    identity: (await makeAgeKeys()).identity,
    verifyKey: makeSigningKeys().verifyKey,
    made: 1_795_614_703_536,
    bucket: { endpoint: "s3.example", region: "fr-par", name: "exchange", accessKey: "A", secretKey: "S" },
  };
  const [url, identity = ""] = ticketLine("https://s3.example/exchange/tickets/x?y=z", once.identity).split(
    " ",
  );
  expect(url).toBe("https://s3.example/exchange/tickets/x?y=z");
  expect(await open(await ticketObject(ticket, once.recipient), identity)).toEqual(ticket);
});

test("a tunnel's keys are 32 bytes each, and never the same twice", () => {
  const [one, other] = [makeTunnelKeys(), makeTunnelKeys()];
  for (const key of [one.privateKey, one.publicKey]) expect(Buffer.from(key, "base64")).toHaveLength(32);
  expect(one.privateKey).not.toBe(other.privateKey);
  expect(one.publicKey).not.toBe(other.publicKey);
});

const works = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

/** The programs that hosts use. */
describe("on a host", () => {
  let folder = "";
  const at = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bastide-channel-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.skipIf(!works("age", "--version"))(
    "age opens a message (skipped where age is not installed)",
    async () => {
      const { identity, recipient } = await makeAgeKeys();
      writeFileSync(at("sealed"), await seal(message, recipient));
      writeFileSync(at("identity"), `${identity}\n`);
      const opened = execFileSync("age", ["--decrypt", "--identity", at("identity"), at("sealed")]);
      expect(JSON.parse(opened.toString())).toEqual(message);
    },
  );

  test.skipIf(!works("openssl", "version"))(
    "openssl bears out a signature (skipped where openssl is not installed)",
    () => {
      const { signingKey, verifyKey } = makeSigningKeys();
      writeFileSync(at("message"), "sealed bytes");
      writeFileSync(at("message.sig"), sign(Buffer.from("sealed bytes"), signingKey));
      writeFileSync(at("verify.pem"), verifyKey);
      const check = () =>
        works(
          "openssl",
          ...["pkeyutl", "-verify", "-pubin", "-inkey", at("verify.pem")],
          ...["-rawin", "-in", at("message"), "-sigfile", at("message.sig")],
        );
      expect(check()).toBe(true);
      writeFileSync(at("message"), "other bytes");
      expect(check()).toBe(false);
    },
  );

  test.skipIf(!works("wg", "--version"))(
    "wg knows the public key (skipped where wg is not installed)",
    () => {
      const { privateKey, publicKey } = makeTunnelKeys();
      expect(execFileSync("wg", ["pubkey"], { input: privateKey }).toString().trim()).toBe(publicKey);
    },
  );
});
