import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import type { Plain } from "../lib/plain";

const name = "linode-provider-forbid-other-api";
const linode = "api.linode.com";
const local: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** The host that an address names; Linode's only by HTTPS. */
function hostOf(url: Plain): string | undefined {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  const isSafe = parsed?.protocol === "https:" || local.has(parsed?.hostname ?? "");
  return isSafe && parsed?.username === "" ? parsed.hostname : undefined;
}

/** Whoever answers in place of Linode gets the token and every secret that the program sends. */
export const forbidOtherApi: ResourceValidationPolicy = {
  name,
  displayName: "Providers talk to Linode",
  description: "Every provider talks to Linode's own API, or to one on this machine.",
  severity: "critical",
  framework: enforces("NW-3", "AC-6"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "pulumi:providers:linode",
    { url: "refused", apiCaPath: "given" },
    ({ inputs, report }) => {
      const host = inputs.url === undefined ? linode : hostOf(inputs.url);
      if (host !== linode && !local.has(host ?? "")) {
        report("talks to an API that is not Linode's", "Remove `url`, or name an API on this machine.");
      }
      if (inputs.apiCaPath !== undefined && !local.has(host ?? "")) {
        report("trusts another certificate authority for Linode's API", "Remove `apiCaPath`.");
      }
    },
  ),
  remediationSteps: "Remove `url` and `apiCaPath`, also from the environment (`LINODE_URL`, `LINODE_CA`).",
  url: documented(name),
};
