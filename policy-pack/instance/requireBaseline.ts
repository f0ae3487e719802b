import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isCloudConfig, missingFrom } from "../lib/baseline";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { field, isUnknownAt, list, type Plain, strings } from "../lib/plain";
import { layersOf } from "../lib/secrets";

const name = "linode-instance-require-baseline";

/** Read by what it contains, whoever wrote it. Metadata never reaches a host without a public interface (Linode's guides to metadata and to VPCs). */
export const requireBaseline: ResourceValidationPolicy = {
  name,
  displayName: "Hosts start with the baseline",
  description: "Every instance is started with a cloud-init configuration that contains the host baseline.",
  severity: "critical",
  framework: enforces("CM-5", "CM-4", "CM-7", "NW-1"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/instance:Instance",
    {
      "metadatas[].userData": "at up",
      stackscriptData: "at up",
      stackscriptId: "at up",
      "interfaces[].purpose": "refused",
    },
    ({ inputs, report }) => {
      const { metadatas, stackscriptData, stackscriptId, interfaces } = inputs;
      const isPublic = list(interfaces, "interfaces").some((item) => field(item, "purpose") === "public");
      const carriers: readonly (Plain | undefined)[] = [
        isPublic ? metadatas : undefined,
        stackscriptId === undefined ? undefined : stackscriptData,
      ];
      const texts = carriers.flatMap(strings).flatMap(layersOf).filter(isCloudConfig);
      const isHidden = carriers.some((carrier) => isUnknownAt(carrier, []));
      if (texts.length !== 1 && !isHidden) {
        report(
          `is started ${texts.length === 0 ? "without a baseline that reaches it" : "with several configurations"}`,
          "Hand one text that begins with `#cloud-config` to `metadatas` where an interface is public, else to `stackscriptData` with a `stackscriptId`.",
        );
      }
      if (isPublic && strings(metadatas).some((text) => !layersOf(text).some(isCloudConfig))) {
        report(
          "is handed user data in `metadatas` that is no `#cloud-config`, which may be a program",
          "Write it as a cloud-config with the baseline, or leave it out.",
        );
      }
      const missing = [...new Set(texts.flatMap(missingFrom))];
      if (missing.length > 0) {
        report(
          `is started without a part of the baseline: ${missing.join("; ")}`,
          "Add what is missing; docs/policies.md lists it.",
        );
      }
    },
  ),
  remediationSteps:
    "Start the host with the baseline that docs/policies.md lists, as `infra/hosts` writes it.",
  url: documented(name),
};
