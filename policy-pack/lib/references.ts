import type { Policies, Policy } from "@pulumi/policy";
import { references } from "../../catalogue/references";

/** Where a policy carries less of its controls than the standards mean, or more. */
interface Exception {
  readonly without?: readonly string[];
  readonly with?: readonly string[];
  readonly why: string;
}

const ofPolicies: Readonly<Record<string, Exception>> = {
  "linode-instance-require-supported-image": {
    with: ["CISv8:2.2"],
    without: ["CISv8:4.8", "CISv8:7.5"],
    why: "It asks for software that is supported; it looks for no vulnerability and disables nothing.",
  },
  "linode-stack-script-require-supported-images": {
    with: ["CISv8:2.2"],
    without: ["CISv8:4.8", "CISv8:7.5"],
    why: "It asks for software that is supported; it looks for no vulnerability and disables nothing.",
  },
  "linode-instance-require-watchdog": {
    without: ["CISv8:13.1"],
    why: "It brings a host back; nobody is told.",
  },
  "linode-provider-forbid-token-in-code": {
    without: ["CISv8:16.12"],
    why: "It looks at what a program does, and not at its code.",
  },
  "bastide-resource-require-reviewed-arguments": {
    without: ["ISO27001:A.8.22", "CISv8:3.12", "CISv8:4.8"],
    why: "It keeps configuration known; it separates nothing by itself.",
  },
  "bastide-resource-require-allowed-region": {
    with: ["GDPR:Art.44"],
    without: ["CISv8:3.11", "GDPR:Art.32(1)(a)"],
    why: "It keeps personal data in the Union; encryption is other policies' business.",
  },
};

/** What published standards ask for and this policy carries a part of: its controls' references, with exceptions. */
export function referencesOf({ name, framework }: Pick<Policy, "name" | "framework">): readonly string[] {
  const exception = ofPolicies[name];
  const derived = (framework?.reference.split(", ") ?? []).flatMap((id) =>
    Object.hasOwn(references, id) ? references[id as keyof typeof references].tags : [],
  );
  return [...new Set<string>([...derived, ...(exception?.with ?? [])])]
    .filter((tag) => !exception?.without?.includes(tag))
    .sort();
}

/** The policies with their references as tags, after their own ones. */
export function withReferences(policies: Policies): Policies {
  return policies.map((policy) => ({ ...policy, tags: [...(policy.tags ?? []), ...referencesOf(policy)] }));
}

/** For tests: which policies have exceptions. */
export const referenceExceptions: Readonly<Record<string, Exception>> = ofPolicies;
