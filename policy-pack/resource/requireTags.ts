import type { ResourceValidationPolicy } from "@pulumi/policy";
import { roles } from "../../catalogue/roles";
import { manager } from "../../catalogue/tags";
import { documented, enforces } from "../lib/controls";
import { judgeTypes } from "../lib/judge";
import { choice, everyClass, isDataClass, shown, tagged } from "../lib/tags";
import { judgedType, typesWith } from "../types";

const name = "bastide-resource-require-tags";

/** The class of types without tags is read from the graph: see `bastide-stack-require-one-class`. */
export const requireTags: ResourceValidationPolicy = {
  name,
  displayName: "Resources say their class and role",
  description:
    "Every resource that can have tags names exactly one data class, one role that its type can have, and its manager.",
  severity: "high",
  framework: enforces("DC-6", "GO-2"),
  enforcementLevel: "mandatory",
  validateResource: judgeTypes(typesWith("tags"), { "tags[]": "refused" }, ({ type, inputs, report }) => {
    const found = { dataClass: tagged(inputs.tags, "dataClass"), role: tagged(inputs.tags, "role") };
    const managers = tagged(inputs.tags, "managedBy");
    const possible: readonly string[] = judgedType(type)?.roles ?? Object.keys(roles);
    const isOne = (names: readonly string[], isLegal: (name: string) => boolean) =>
      names.length === 1 && names.every(isLegal);
    const tell = (prefix: keyof typeof found) =>
      found[prefix].map((name) => shown(prefix, name)).join(" and ") || "none";
    const unclear = [
      !isOne(found.dataClass, isDataClass) && `one data class of the catalogue (found: ${tell("dataClass")})`,
      !isOne(found.role, (name) => possible.includes(name)) &&
        `one role that its type can have (found: ${tell("role")})`,
      !isOne(managers, (name) => name === manager) && "its manager",
    ].filter((what) => what !== false);
    if (unclear.length > 0) {
      report(
        `does not name exactly ${unclear.join(" and ")}`,
        `Tag it with one \`data-class:CLASS\`, where CLASS is ${everyClass}, one \`role:ROLE\`, where ROLE is ${choice(possible)}, and \`managed-by:${manager}\`.`,
      );
    }
  }),
  remediationSteps: "Add the tags `data-class:CLASS`, `role:ROLE` and `managed-by:bastide`.",
  url: documented(name),
};
