import { z } from "zod";

import { dataClass, field } from "./fields";

const pem = (label: string) =>
  new RegExp(`^(?:-----BEGIN ${label}-----[\\sA-Za-z0-9+/=]+-----END ${label}-----\\s*)+$`);

/**
 * What stands for a key that only its owner can decrypt: the engine's mark of an unknown value, which previews without the stack's passphrase
 * show, and the text that takes its place on the local cloud.
 */
const undecrypted: readonly string[] = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "stand-in-on-the-local-cloud",
];

/** Whether the key could be read here. */
export const isDecrypted = (key: string): boolean => !undecrypted.includes(key);

/** Certificates of published endpoints, by class. */
export const certificates = field(
  z
    .partialRecord(
      dataClass,
      z.strictObject({
        chain: field(
          z
            .string({ error: "This is not a certificate in PEM form." })
            .regex(pem("CERTIFICATE"), "This is not a certificate in PEM form."),
          "The endpoint's certificate and those between it and the authority, in this order, as PEM.",
          "Paste the file that your authority gave you, from the first `-----BEGIN CERTIFICATE-----` on.",
        ),
        key: field(
          z
            .string({ error: "This is not a private key in PEM form." })
            .refine((text) => !isDecrypted(text) || pem("PRIVATE KEY").test(text), {
              error: "This is not a private key in PEM form (PKCS #8).",
            }),
          "The certificate's private key, as PKCS #8 in PEM form; a secret.",
          "Set it with `pulumi config set --secret --path 'bastide:certificates.CLASS.key' < key.pem`.",
        ),
      }),
    )
    .default({}),
  "The certificates of published endpoints, by class (NW-3). Without one, an endpoint has a certificate of the class's own authority, which no browser knows.",
  "Write `chain` and `key` for each class that publishes an endpoint, or leave it out.",
);
