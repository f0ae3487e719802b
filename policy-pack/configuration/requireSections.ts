import type { StackValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { documented, enforces } from "../lib/controls";
import { judgeStack } from "../lib/judgeStack";
import { unwaivable } from "../lib/waivers/waiver";
import { judgedType } from "../types";

const name = "bastide-stack-require-configuration";
/** The sections, and what each of them does. */
export const requiredSections = {
  classes: "has the forecast, hosting and review of each class",
  administrators: "says who administers and who may approve",
  managedDevices: "says from where people log in",
  reviews: "says when things were last reviewed",
  change: "says who approved the last change",
} as const;

/** Unwaivable: these sections say who may approve a waiver. What is in them is judged by the other rules on configuration. */
export const requireSections: StackValidationPolicy = {
  name,
  displayName: "What governs a class is configured",
  description:
    "A stack that makes resources of a data class has the sections of configuration that govern it, and each of its classes in them.",
  severity: "high",
  framework: enforces("CM-9", "CM-10", "CM-8", "AC-2", "AC-5", "GO-1"),
  tags: [unwaivable],
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ tags: "refused", description: "refused" }, (stack) => {
    const ofClasses = stack.nodes.filter(
      ({ type }) => judgedType(type)?.scope === "class" && /^(?:linode|bastide):index/.test(type),
    );
    if (ofClasses.length === 0) {
      return;
    }
    for (const [missing, what] of Object.entries(requiredSections).filter(([key]) => !section(key).isThere)) {
      const fix = `Write \`bastide:${missing}\` in the stack's file as docs/configuration.md shows.`;
      stack.reportConfiguration(`bastide:${missing}`, `is missing, which ${what}`, fix);
    }
    const classes = new Set(ofClasses.map((node) => stack.classOf(node)));
    for (const id of section("classes").isThere ? classes : []) {
      if (id !== undefined && !section("classes").get(id).isThere) {
        const fix = "Write the class's forecast, hosting and date of review.";
        stack.reportConfiguration(
          `bastide:classes.${id}`,
          "is missing although the stack makes its resources",
          fix,
        );
      }
    }
  }),
  remediationSteps: "Add the sections to the stack's file; Pulumi.prod.yaml is an example.",
  url: documented(name),
};
