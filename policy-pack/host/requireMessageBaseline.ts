import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isCloudConfig, missingFrom } from "../lib/baseline";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { strings } from "../lib/plain";
import { layersOf } from "../lib/secrets";

const name = "bastide-host-message-require-baseline";

/** A running host takes its description from its messages: what is asked of its first boot is asked of each of them. */
export const requireMessageBaseline: ResourceValidationPolicy = {
  name,
  displayName: "Hosts keep the baseline",
  description:
    "Every message to a running host carries one cloud-init configuration, and that contains the host baseline.",
  severity: "critical",
  framework: enforces("CM-5", "CM-4", "CM-7", "NW-1"),
  enforcementLevel: "mandatory",
  validateResource: judge("bastide:index:HostMessage", { seed: "refused" }, ({ inputs, report }) => {
    const texts = strings(inputs.seed).flatMap(layersOf).filter(isCloudConfig);
    if (texts.length !== 1) {
      report(
        `carries ${texts.length === 0 ? "no configuration that can be read" : "several configurations"}`,
        "Give `seed` one text that begins with `#cloud-config`, as it is or behind gzip and base64.",
      );
    }
    const missing = [...new Set(texts.flatMap(missingFrom))];
    if (missing.length > 0) {
      report(
        `takes a part of the baseline away: ${missing.join("; ")}`,
        "Add what is missing; docs/policies.md lists it.",
      );
    }
  }),
  remediationSteps: "Send the configuration that `infra/hosts` writes, with the whole baseline.",
  url: documented(name),
};
