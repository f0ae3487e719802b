import type { ResourceValidationPolicy } from "@pulumi/policy";
import { unionRegions } from "../../catalogue/regions";
import { documented, enforces } from "../lib/controls";
import { judgeTypes } from "../lib/judge";
import { names } from "../lib/settings";
import { typesWith } from "../types";

const name = "bastide-resource-require-allowed-region";

/** By default the regions of the European Union where Linode offers all that an enclave needs. */
export const requireAllowedRegion: ResourceValidationPolicy = {
  name,
  displayName: "Resources lie in allowed regions",
  description: "Every resource says which region it lies in, and the region is an allowed one.",
  severity: "high",
  framework: enforces("BC-2", "CM-1"),
  configSchema: {
    properties: {
      allowedRegions: {
        type: "array",
        items: { type: "string" },
        description:
          "Regions by Linode's id; by default those in the EU with encryption, VPCs and Object Storage.",
      },
    },
  },
  enforcementLevel: "mandatory",
  validateResource: judgeTypes(typesWith("region"), { region: "refused" }, ({ inputs, settings, report }) => {
    const allowed = names(settings, "allowedRegions", unionRegions);
    if (typeof inputs.region !== "string" || !allowed.includes(inputs.region)) {
      report(
        inputs.region === undefined
          ? "does not say which region it lies in"
          : "lies in a region that is not allowed",
        `Set \`region\` to one of ${allowed.join(", ")}, or have \`allowedRegions\` reviewed.`,
      );
    }
  }),
  remediationSteps:
    "Choose an allowed region. Moving an instance is a cold migration, moving data a migration of its own.",
  url: documented(name),
};
