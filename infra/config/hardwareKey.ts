import { z } from "zod";

const keyTypes = ["sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

/** Reads the length-prefixed strings of an OpenSSH public key (RFC 4253, section 6.6). */
function parts(blob: Buffer): string[] | undefined {
  const found: string[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const length = blob.readUInt32BE(at);
    if (at + 4 + length > blob.length) return undefined;
    found.push(blob.subarray(at + 4, at + 4 + length).toString("latin1"));
    at += 4 + length;
  }
  return at === blob.length ? found : undefined;
}

/** Whether a line is a public key that lives in a hardware token (OpenSSH `PROTOCOL.u2f`), well formed to the last byte. */
export function isHardwareKey(line: string): boolean {
  // A line break in the comment would be a second line, so a second key, in the host's `authorized_keys`.
  if (/\p{Cc}/u.test(line.trim())) return false;
  const [type = "", body = ""] = line.trim().split(/ +/);
  const blob = Buffer.from(body, "base64");
  if (!keyTypes.includes(type) || blob.toString("base64") !== body) return false;
  const fields = parts(blob);
  if (fields === undefined || fields[0] !== type) return false;
  const [expected, key] =
    type === keyTypes[0]
      ? [3, fields[1]?.length === 32]
      : [4, fields[1] === "nistp256" && fields[2]?.length === 65];
  return fields.length === expected && key && (fields.at(-1) ?? "").startsWith("ssh:");
}

/** A public key of a hardware token (AC-1). */
export const hardwareKey = z
  .string({ error: "This is not an OpenSSH public key." })
  .refine(isHardwareKey, "This is not the public key of a hardware token.");
