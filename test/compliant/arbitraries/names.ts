import fc from "fast-check";
import { loginName, shortName as shortNameField } from "../../../infra/config/fields";

/** A short name as Linode takes it. */
export const shortName = fc
  .oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,5}){0,2}$/) },
    { weight: 1, arbitrary: fc.constantFrom("a", "api", "example", "abcdefghij-klmnopqrs") },
  )
  .filter((name) => shortNameField.safeParse(name).success);

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,9}(-[a-z0-9]{1,6})?$/);

/** A DNS name of two to four labels. */
export const dnsName = fc
  .tuple(
    fc.array(label, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("org", "com", "eu", "example", "io"),
  )
  .map(([labels, top]) => [...labels, top].join("."));

/** An e-mail address. */
export const email = fc
  .tuple(fc.constantFrom("hostmaster", "dns.admin", "ops+dns", "it"), dnsName)
  .map(([who, where]) => `${who}@${where}`);

/** A person's log-in name. */
export const login = fc
  .oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{1,10}$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{20,31}$/) },
  )
  .filter((name) => loginName.safeParse(name).success);

const given = [
  "Amara",
  "Bjarne",
  "Žofie",
  "Łukasz",
  "Ο",
  "José María",
  "李",
  "Anne-Marie",
  "Siân",
  "محمد",
  "J.",
];
const family = [
  "Diallo",
  "Holm",
  "O'Brien",
  "Nováková",
  "van der Berg",
  "Παπαδοπούλου",
  "小龙",
  "Müller-Lüdenscheidt",
];

/** A person's name, in many alphabets. */
export const personName = fc
  .tuple(fc.constantFrom(...given), fc.constantFrom(...family))
  .map(([first, last]) => `${first} ${last}`);

/** A ticket's number, or where it is. */
export const ticket = fc.oneof(
  fc.integer({ min: 100, max: 99_999 }).map((number) => `CHG-${number}`),
  fc.integer({ min: 10, max: 99_999 }).map((number) => `#${number}`),
  fc.integer({ min: 1, max: 99_999 }).map((number) => `https://tickets.example.org/T/${number}`),
);

/** A smaller key would tell no more, so none is looked for. */
const bytes = (count: number): fc.Arbitrary<Buffer> =>
  fc.noShrink(fc.uint8Array({ minLength: count, maxLength: count })).map((array) => Buffer.from(array));

/** A WireGuard public key. */
export const wireguardKey = bytes(32).map((key) => key.toString("base64"));

const part = (content: Buffer | string): Buffer => {
  const body = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};

/** An OpenSSH public key of a hardware token, of either kind, with or without a comment. */
export const hardwareKey = fc
  .record({
    isElliptic: fc.boolean(),
    body: bytes(64),
    application: fc.constantFrom("ssh:", "ssh:bastide"),
    comment: fc.constantFrom("", " amara", " yubikey 5c nfc, nr. 2", " bjarne@laptop-0142"),
  })
  .map(({ isElliptic, body, application, comment }) => {
    const type = isElliptic ? "sk-ecdsa-sha2-nistp256@openssh.com" : "sk-ssh-ed25519@openssh.com";
    const key = isElliptic
      ? [part("nistp256"), part(Buffer.concat([Buffer.from([4]), body]))]
      : [part(body.subarray(0, 32))];
    return `${type} ${Buffer.concat([part(type), ...key, part(application)]).toString("base64")}${comment}`;
  });
