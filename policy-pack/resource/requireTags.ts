import type { ResourceValidationPolicy } from "@pulumi/policy";
import { manager } from "../../catalogue/tags";
import { documented, enforces } from "../lib/controls";
import { judgeTypes } from "../lib/judge";
import { isDataClass, isRole, tagged } from "../lib/tags";
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
    const [dataClass, ...otherClasses] = tagged(inputs.tags, "dataClass");
    const [role, ...otherRoles] = tagged(inputs.tags, "role");
    const possible: readonly string[] | undefined = judgedType(type)?.roles;
    const managers = tagged(inputs.tags, "managedBy");
    const unclear = [
      (!isDataClass(dataClass) || otherClasses.length > 0) && "one data class of the catalogue",
      (!isRole(role) || otherRoles.length > 0) && "one role of the catalogue",
      isRole(role) && possible?.includes(role ?? "") === false && "a role that its type can have",
      (managers.length !== 1 || managers[0] !== manager) && "its manager",
    ].filter((what) => what !== false);
    if (unclear.length > 0) {
      report(
        `does not name exactly ${unclear.join(" and ")}`,
        `Tag it with one \`data-class:CLASS\`, one \`role:ROLE\` and \`managed-by:${manager}\`.`,
      );
    }
  }),
  remediationSteps: "Add the tags `data-class:CLASS`, `role:ROLE` and `managed-by:bastide`.",
  url: documented(name),
};
