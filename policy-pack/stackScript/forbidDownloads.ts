import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { strings } from "../lib/plain";

const name = "linode-stack-script-forbid-downloads";
/** What fetches from elsewhere; packages come from the image's own signed archive. */
const fetches = /\b(?:https?|ftp):\/\/|\b(?:curl|wget|scp|rsync|ftp)\b|\bgit\s+clone\b/i;

/** It runs as root at first boot, before anything watches the host, and what it fetches was reviewed by nobody. */
export const forbidDownloads: ResourceValidationPolicy = {
  name,
  displayName: "Scripts fetch nothing",
  description:
    "No script that starts hosts fetches anything from elsewhere, since it would run it unreviewed.",
  severity: "high",
  framework: enforces("CM-9", "CM-7", "NW-4", "NW-3"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/stackScript:StackScript",
    { script: "at up" },
    ({ inputs, report }) => {
      if (strings(inputs.script).some((text) => fetches.test(text))) {
        report(
          "fetches something from elsewhere when a host starts",
          "Put what it needs into the script or the host's first-boot data.",
        );
      }
    },
  ),
  remediationSteps: "Write what the host needs into its own description, or install it as a signed package.",
  url: documented(name),
};
