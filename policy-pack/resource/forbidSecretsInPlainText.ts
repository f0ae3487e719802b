import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judgeTypes } from "../lib/judge";
import { secretInside } from "../lib/secrets";
import { unwaivable } from "../lib/waivers/waiver";

const name = "bastide-resource-forbid-secrets-in-plain-text";
/** Arguments that are kept secret, and those that other policies look at more closely. */
const elsewhere: ReadonlySet<string> = new Set([
  "token",
  "rootPass",
  "secretKey",
  "accessKey",
  "sslKey",
  "script",
  "metadatas",
  "stackscriptData",
]);

/** Arguments of our own types that reach a host sealed, and the state as secrets. */
const sealed: Readonly<Record<string, readonly string[]>> = {
  "bastide:index:HostIdentity": ["authorityKey"],
  "bastide:index:HostMessage": ["access", "secrets", "signingKey"],
  "bastide:index:HostTicket": ["access", "identity"],
};

/** Names, tags, descriptions and records are shown to whoever may read the account, and stay in Linode's logs. */
export const forbidSecretsInPlainText: ResourceValidationPolicy = {
  name,
  displayName: "No secrets in plain arguments",
  description: "No argument that Linode keeps in plain text holds a key, password or token.",
  severity: "critical",
  framework: enforces("AC-6"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateResource: judgeTypes(undefined, { "*": "at up" }, ({ type, inputs, report }) => {
    const all = inputs["*"];
    const held = typeof all === "object" && all !== null ? Object.entries(all) : [];
    for (const [key, value] of held) {
      const kind =
        elsewhere.has(key) || sealed[type]?.includes(key) ? undefined : secretInside({ [key]: value });
      if (kind !== undefined) {
        report(
          `carries ${kind} in \`${key}\``,
          "Remove it; what needs the secret gets it on the running host.",
        );
      }
    }
  }),
  remediationSteps:
    "Rotate the secret, since it has been stored in plain text, and remove it from the program.",
  url: documented(name),
};
