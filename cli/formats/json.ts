import { redact } from "../../engine/offline/wire";
import type { Preview } from "../../engine/preview";

/** The whole preview for scripts. Secrets are `[secret]`, values that are not known yet `[unknown]`. */
export function asJson(preview: Preview): string {
  const { verdict } = preview;
  const document = {
    way: preview.way,
    project: preview.project,
    stack: preview.stack,
    compliant: verdict.compliant,
    policyPack: verdict.pack,
    violations: verdict.violations,
    policies: verdict.policies,
    passed: verdict.passed,
    resources: preview.resources.map((resource) => ({
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      custom: resource.custom,
      parent: resource.parent,
      protect: resource.options.protect,
      inputs: redact(resource.inputs),
      dependencies: resource.dependencies,
    })),
    notes: preview.notes,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
