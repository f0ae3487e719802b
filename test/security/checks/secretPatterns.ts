import { createEngine } from "@secretlint/node";
import { z } from "zod";
import type { Finding } from "../check";

/** What the recommended rules do not know: the credentials that this project deals with. */
const ownPatterns = [
  {
    name: "Linode API token",
    pattern: "/linode[\\w.\\s\"':-]{0,20}token[\"'\\s:=]{1,5}(?<secret>[0-9a-f]{64})\\b/i",
  },
  {
    name: "private key",
    pattern:
      "/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\\\n|\\s)*(?<secret>[A-Za-z0-9+\\/=]{40,})/",
  },
  { name: "bearer token", pattern: "/authorization[\"'\\s:=]{1,5}bearer\\s+(?<secret>[0-9a-f]{64})\\b/i" },
  {
    name: "WireGuard private key",
    pattern: "/private_?key\\s*[=:]\\s*[\"']?(?<secret>[A-Za-z0-9+\\/]{42}[AEIMQUYcgkosw048]=)/i",
  },
  { name: "Pulumi access token", pattern: "/\\b(?<secret>pul-[0-9a-f]{40})\\b/" },
  { name: "age secret key", pattern: "/\\b(?<secret>AGE-SECRET-KEY-1[0-9A-Z]{58})\\b/" },
];

const report = z.array(
  z.object({
    messages: z.array(
      z.object({
        ruleId: z.string(),
        message: z.string(),
        loc: z.object({ start: z.object({ line: z.number() }) }),
      }),
    ),
  }),
);

/** Looks for secrets in one text. `where` says what the text is; findings never repeat the secret. */
export type SecretScan = (where: string, path: string, text: string) => Promise<Finding[]>;

/** Loads the rules: secretlint's recommended ones (keys of clouds, forges and package registries, private keys) and ours. */
export async function secretScan(): Promise<SecretScan> {
  const engine = await createEngine({
    color: false,
    formatter: "json",
    maskSecrets: true,
    configFileJSON: {
      rules: [
        { id: "@secretlint/secretlint-rule-preset-recommend" },
        { id: "@secretlint/secretlint-rule-pattern", options: { patterns: ownPatterns } },
      ],
    },
  });
  return async (where, path, text) => {
    const { output } = await engine.executeOnContent({ content: text, filePath: path });
    return report.parse(JSON.parse(output)).flatMap(({ messages }) =>
      messages.map(({ ruleId, message, loc }) => ({
        rule: ruleId.replace("@secretlint/secretlint-rule-", ""),
        where: `${where}:${loc.start.line}`,
        message: `This looks like a secret: ${message}`,
        fix: "Revoke it where it was issued, then remove it; a secret that was committed is no secret any more.",
      })),
    );
  };
}
