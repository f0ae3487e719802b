import { createPrivateKey, X509Certificate } from "node:crypto";

import { endpointName, zoneDomain } from "../../topology/zones";
import { isDecrypted } from "../certificates";
import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import { type Check, day, entry } from "./check";

/** Days for which a certificate must still hold: enough to get another one. */
const shortest = 7;

/** What RSA needs (BSI TR-02102-1, section 3.6); a key on a curve needs 256. */
const leastRsaBits = 3000;

const leafOf = (chain: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(chain);
  } catch {
    return undefined;
  }
};

/** Whether the key is the certificate's, or can't be known here. */
function fits(leaf: X509Certificate, key: string): boolean {
  if (!isDecrypted(key)) return true;
  try {
    return leaf.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

const isStrong = ({ publicKey }: X509Certificate): boolean =>
  publicKey.asymmetricKeyType === "rsa"
    ? (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits
    : publicKey.asymmetricKeyType === "ec";

/** The names under which an endpoint answers: the class's, and each region's. */
const namesOf = (config: Partial<StackConfig>, dataClass: string, name: string): string[] => {
  const domain = zoneDomain(dataClass, config.organisation?.domain ?? "");
  return [undefined, ...Object.keys(config.regions ?? {})].map((region) =>
    endpointName(name, domain, region),
  );
};

function checkLeaf(
  leaf: X509Certificate,
  names: readonly string[],
  at: { key: string; today: Date },
): Problem[] {
  const problem = (message: string, fix: string): Problem[] => [{ key: `${at.key}.chain`, message, fix }];
  const left = (Date.parse(leaf.validTo) - at.today.getTime()) / day;
  const missing = names.filter((name) => leaf.checkHost(name, { subject: "never" }) === undefined);
  return [
    ...(left < shortest
      ? problem(
          left < 0
            ? `The certificate ended on ${leaf.validTo}.`
            : `The certificate ends on ${leaf.validTo}, within ${shortest} days.`,
          "Ask your authority for another one.",
        )
      : []),
    ...(Date.parse(leaf.validFrom) > at.today.getTime()
      ? problem(`The certificate begins on ${leaf.validFrom}.`, "Write the one that holds today.")
      : []),
    ...(missing.length > 0
      ? problem(
          `The certificate is not for ${missing.join(", ")}.`,
          `Ask for one with these names: ${names.join(", ")}.`,
        )
      : []),
    ...(isStrong(leaf)
      ? []
      : problem(
          "The certificate's key is too weak, or of a kind that old browsers lack.",
          `Make one on the curve P-256 or P-384, or RSA with ${leastRsaBits} bits or more.`,
        )),
  ];
}

/** NW-3: certificates are for endpoints that there are, hold, name what is asked for, and have the key that goes with them. */
export const checkCertificates: Check = ({ config, today }) =>
  Object.entries(config.certificates ?? {}).flatMap(([dataClass, given]): Problem[] => {
    const key = `bastide:certificates.${dataClass}`;
    const endpoint = entry(config.classes, dataClass)?.endpoint;
    if (endpoint === undefined) {
      if (config.classes === undefined) return [];
      return [
        {
          key,
          message: `${dataClass} publishes no endpoint in this stack.`,
          fix: "Remove it, or give the class an `endpoint`.",
        },
      ];
    }
    const leaf = leafOf(given.chain);
    if (leaf === undefined)
      return [
        {
          key: `${key}.chain`,
          message: "The first certificate can't be read.",
          fix: "Paste the file again, whole.",
        },
      ];
    const wrongKey = fits(leaf, given.key)
      ? []
      : [
          {
            key: `${key}.key`,
            message: "This is not the key of the chain's first certificate.",
            fix: "Write the endpoint's own certificate first, and its key.",
          },
        ];
    const { name } = endpoint;
    const known = config.organisation !== undefined && config.regions !== undefined;
    return [...checkLeaf(leaf, known ? namesOf(config, dataClass, name) : [], { key, today }), ...wrongKey];
  });
