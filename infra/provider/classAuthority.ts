import { makeSigningKeys } from "../channel";
import { endsWithin, makeAuthority } from "./certificates";
import { changedOf, isUnknown, type ResourceType, text } from "./resource";

/** Days that an authority's certificate is good for, and how many are left when it is renewed, with the same key. */
export const authorityDays = { valid: 3653, renewed: 731 } as const;

/** A class's own authority and the key that signs messages to its hosts. They are in the stack's state only, as secrets. */
export const classAuthority = (): ResourceType => ({
  secrets: ["key", "signingKey"],
  computed: ["certificate", "key", "notAfter", "signingKey", "verifyKey"],
  check: async ({ name }) =>
    isUnknown(name) || (typeof name === "string" && /^[A-Za-z0-9 .-]{1,64}$/.test(name))
      ? []
      : [{ property: "name", reason: "Write 1 to 64 letters, digits, spaces, dots and hyphens." }],
  diff: (before, after) => ({
    changed: [
      ...changedOf(["name", "tags"], before, after),
      ...(endsWithin(authorityDays.renewed, before.notAfter) ? ["certificate"] : []),
    ],
    replaces: changedOf(["name"], before, after),
  }),
  create: async (inputs) => {
    const name = text(inputs, "name");
    const authority = await makeAuthority(name, authorityDays.valid);
    return { id: name, outputs: { ...inputs, ...authority, ...makeSigningKeys() } };
  },
  read: async (_id, properties) => properties,
  update: async (_id, before, after) => {
    const { signingKey, verifyKey, certificate, key, notAfter } = before;
    const renewed = endsWithin(authorityDays.renewed, notAfter)
      ? await makeAuthority(text(after, "name"), authorityDays.valid, text(before, "key"))
      : { certificate, key, notAfter };
    return { ...after, signingKey, verifyKey, ...renewed };
  },
  delete: async () => {},
});
