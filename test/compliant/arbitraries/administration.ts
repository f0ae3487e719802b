import fc from "fast-check";

/** The key of an authority that issues certificates: as `ssh-keygen -t ed25519` writes it, with other bytes. */
const authority = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
  const name = Buffer.from("ssh-ed25519");
  const length = (size: number) => Buffer.from([0, 0, 0, size]);
  const key = Buffer.concat([length(name.length), name, length(bytes.length), bytes]);
  return `ssh-ed25519 ${key.toString("base64")} sso`;
});

/** How administrators log in: left out, by hardware keys, or by certificates of one authority or two. */
export const administration = fc.option(
  fc.oneof(
    fc.constantFrom({}, { logIn: "hardware-keys" }, { logIn: "hardware-keys", authorities: [] }),
    fc
      .uniqueArray(authority, { minLength: 1, maxLength: 2 })
      .map((authorities) => ({ logIn: "certificates", authorities })),
  ),
  { nil: undefined },
);
