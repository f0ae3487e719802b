import { describe, expect, it } from "vitest";

import { isHardwareKey } from "../../../infra/config/hardwareKey";

const part = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

const ed = "sk-ssh-ed25519@openssh.com";
const ec = "sk-ecdsa-sha2-nistp256@openssh.com";
const body = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map(part)).toString("base64");
const point = Buffer.alloc(65, 4);
const seed = Buffer.alloc(32, 9);

const edBody = body(ed, seed, "ssh:");
const ecBody = body(ec, "nistp256", point, "ssh:");

describe("hardware keys", () => {
  it.each([
    ["sk-ed25519", `${ed} ${edBody}`],
    ["sk-ed25519 with a comment", `${ed} ${edBody} amara`],
    ["a comment of several words", `${ed} ${edBody} Amara's second token`],
    ["sk-ecdsa", `${ec} ${ecBody} amara@laptop`],
    ["an application of its own", `${ed} ${body(ed, seed, "ssh:bastide")}`],
    ["the line break at the end of its file", `${ed} ${edBody} amara\n`],
  ])("takes %s", (_, line) => expect(isHardwareKey(line)).toBe(true));

  it.each([
    ["a key without a token", `ssh-ed25519 ${body("ssh-ed25519", seed)}`],
    ["a key without a token that says otherwise", `${ed} ${body("ssh-ed25519", seed)}`],
    ["an RSA key", `ssh-rsa ${body("ssh-rsa", "e", Buffer.alloc(256))}`],
    ["another inner type", `${ed} ${body(ec, "nistp256", point, "ssh:")}`],
    ["a short key", `${ed} ${body(ed, Buffer.alloc(31), "ssh:")}`],
    ["another curve", `${ec} ${body(ec, "nistp384", point, "ssh:")}`],
    ["a compressed point", `${ec} ${body(ec, "nistp256", Buffer.alloc(33), "ssh:")}`],
    ["no application", `${ed} ${body(ed, seed)}`],
    ["an application that is not SSH's", `${ed} ${body(ed, seed, "https:")}`],
    ["a part too many", `${ed} ${body(ed, seed, "ssh:", "more")}`],
    [
      "bytes behind the end",
      `${ed} ${Buffer.concat([Buffer.from(edBody, "base64"), Buffer.from("x")]).toString("base64")}`,
    ],
    ["a truncated body", `${ed} ${edBody.slice(0, -8)}`],
    ["base64 without its padding", `${ed} ${edBody.replace(/=+$/, "")}`],
    ["no body", ed],
    ["options before it", `no-pty ${ed} ${edBody}`],
    ["nothing", ""],
    ["a second key behind a line break", `${ed} ${edBody} x\nssh-rsa\tAAAA`],
    ["a control character", `${ed} ${edBody} \u001b[31m`],
  ])("refuses %s", (_, line) => {
    expect(isHardwareKey(line)).toBe(false);
  });

  it("refuses any key of which one byte is missing", () => {
    const bytes = Buffer.from(ecBody, "base64");
    for (let length = 0; length < bytes.length; length += 1) {
      expect(isHardwareKey(`${ec} ${bytes.subarray(0, length).toString("base64")}`)).toBe(false);
    }
  });
});
