import { makeAgeKeys, makeTunnelKeys } from "../channel";
import { endsWithin, issue } from "./certificates";
import { changedOf, isUnknown, type Properties, type ResourceType, text } from "./resource";

/** Days that a host's certificate is good for, and how many are left when an `up` renews it. */
export const certificateDays = { valid: 397, renewed: 300 } as const;

const keys = ["identity", "recipient", "tunnelPrivateKey", "tunnelPublicKey"] as const;

async function certify(inputs: Properties): Promise<Properties> {
  const authority = { certificate: text(inputs, "authority"), key: text(inputs, "authorityKey") };
  const list = (name: string): string[] => (Array.isArray(inputs[name]) ? inputs[name].map(String) : []);
  return { ...(await issue(authority, [...list("names"), ...list("addresses")], certificateDays.valid)) };
}

/**
 * What one host is known by: its age identity, its tunnel's keys, its certificate by the class's authority. Certificate and key are renewed
 * by an `up` when fewer than 300 of 397 days are left, or names, addresses or the authority change; the other keys stay for the host's life.
 */
export const hostIdentity = (): ResourceType => ({
  secrets: ["authorityKey", "identity", "tunnelPrivateKey", "key"],
  computed: [...keys, "certificate", "key", "notAfter"],
  check: async ({ names }) =>
    isUnknown(names) || (Array.isArray(names) && names.length > 0)
      ? []
      : [{ property: "names", reason: "Write one or more." }],
  diff: (before, after) => ({
    changed: [
      ...changedOf(["names", "addresses", "authority"], before, after),
      ...(endsWithin(certificateDays.renewed, before.notAfter) ? ["certificate"] : []),
    ],
    replaces: [],
  }),
  create: async (inputs) => {
    const [{ identity, recipient }, certified] = await Promise.all([makeAgeKeys(), certify(inputs)]);
    const { privateKey, publicKey } = makeTunnelKeys();
    const tunnel = { tunnelPrivateKey: privateKey, tunnelPublicKey: publicKey };
    return { id: recipient, outputs: { ...inputs, identity, recipient, ...tunnel, ...certified } };
  },
  read: async (_id, properties) => properties,
  update: async (_id, before, after) => ({
    ...after,
    ...Object.fromEntries(keys.map((name) => [name, before[name]])),
    ...(await certify(after)),
  }),
  delete: async () => {},
});
