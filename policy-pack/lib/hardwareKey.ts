const line = /^(sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) +([A-Za-z0-9+/]+={0,2})(?: |$)/;

/**
 * Whether one line is an OpenSSH public key that lives in a hardware token, in what it says and in its bytes. They begin
 * with the type again, after its length.
 */
export function isHardwareKey(text: string): boolean {
  const [, type = "", body = ""] = line.exec(text.trim()) ?? [];
  const bytes = Buffer.from(body, "base64");
  return (
    type !== "" &&
    !/\p{Cc}/u.test(text.trim()) &&
    bytes.length > 4 + type.length &&
    bytes.readUInt32BE(0) === type.length &&
    bytes.subarray(4, 4 + type.length).toString("latin1") === type
  );
}
