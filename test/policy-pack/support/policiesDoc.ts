import type { Policy, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { unionRegions } from "../../../catalogue/regions";
import { roles } from "../../../catalogue/roles";
import { type Argument, argumentsOfTypes } from "../../../policy-pack/arguments";
import { requiredSections } from "../../../policy-pack/configuration/requireSections";
import { baseline } from "../../../policy-pack/lib/baseline";
import { day, isoDay, year } from "../../../policy-pack/lib/configuration/dates";
import { quarter } from "../../../policy-pack/lib/configuration/reviewed";
import type { Unknowns } from "../../../policy-pack/lib/judge";
import { referencesOf } from "../../../policy-pack/lib/references";
import { choice, everyClass } from "../../../policy-pack/lib/tags";
import { unwaivable } from "../../../policy-pack/lib/waivers/waiver";
import { resourceTypes } from "../../../policy-pack/types";

type Documented = Policy &
  Partial<Pick<ResourceValidationPolicy, "validateResource"> & Pick<StackValidationPolicy, "validateStack">>;

const introduction = `<!-- Written by test/policy-pack/docs.test.ts from the policies themselves: npx vitest run test/policy-pack/docs.test.ts -u -->
# Policies

The pack judges what Pulumi is about to create on Linode, whoever wrote the program, and refuses what breaks the security policy.

    pulumi preview --policy-pack policy-pack
    pulumi up --policy-pack policy-pack

Every policy is mandatory, but for two that give notice: of reviews that are due soon, and of waivers in use. Most judge one
resource before it is touched, at preview and again in the update. Those named \`bastide-stack-…\` judge relations between resources,
after everything is known to the preview: the preview is what stops a change, so \`--skip-preview\` has no place here. Those named
\`bastide-configuration-…\` judge the stack's own configuration, before any resource is touched.

## Settings
The pack works without any. A few rules can be adapted in a JSON file that is reviewed like code and given with
\`--policy-pack-config FILE\`: policy, setting, value. A bad setting is a violation by every resource it was needed for.

    { "bastide-resource-require-allowed-region": { "allowedRegions": ["fr-par", "de-fra-2"] } }

Without the setting, allowed regions are those in the European Union where Linode offers everything an enclave needs: ${unionRegions
  .map((region) => `\`${region}\``)
  .join(", ")} as recorded in
\`catalogue/regions.json\`. Networks of managed devices are those that the stack's own reviewed configuration declares under
\`bastide:managedDevices\`; the engine hands it to the pack.

## Programs of others
The pack judges any program, and every resource that holds or moves data must belong to exactly one class:
${everyClass}. What says it:

- **A tag**, where the type has tags. Such a resource has three: \`data-class:account\`, \`managed-by:bastide\` and \`role:data\`. Roles are
  ${choice(Object.keys(roles))}; the violation lists those that the type can have.
- **The end of its description**, where the type has one: \`Network of the accounts. data-class:account\`.
- **What it belongs to**: a subnet has the class of its VPC.
- **An enclave around it**: a component of type \`bastide:infra:Enclave\` that is named as the class. It is the way for types with
  neither tags nor description, such as a bucket, and needs none of Bastide's code:

      const enclave = new pulumi.ComponentResource("bastide:infra:Enclave", "account");
      new linode.ObjectStorageBucket("uploads", {
        label: "example-uploads", region: "fr-par", endpointType: "E3", acl: "private", corsEnabled: false, versioning: true,
        lifecycleRules: [{ enabled: true, noncurrentVersionExpiration: { days: 30 } }],
      }, { parent: enclave, protect: true });

- **What uses it**, where all of these are silent: a placement group has the class of its instances.

A stack that makes resources of a class also has the sections of configuration that govern it, in its own \`Pulumi.STACK.yaml\`:

${Object.entries(requiredSections)
  .map(([key, what]) => `- \`bastide:${key}\` ${what}.`)
  .join("\n")}

\`bastide:classes\` has each class that the stack makes. \`bastide:grants\`, \`bastide:approvals\`, \`bastide:managers\`, \`bastide:leavers\` and
\`bastide:waivers\` are needed for what they allow only. Copy the sections from [\`Pulumi.prod.yaml\`](../Pulumi.prod.yaml) and change them;
[the reference](configuration.md) has every setting.

## How long dates last
A date counts to its end, in UTC. A review and an approval last ${year} days after their day, which is a year with its leap day, so that
no anniversary comes too late in any year: of 2025-09-14, the last day is
${isoDay(Date.parse("2025-09-14") + year * day)}, and it is overdue since ${isoDay(Date.parse("2025-09-14") + (year + 1) * day)}. An audit of accounts lasts ${quarter} days, the longest quarter.

## Values that are not known yet
At preview, some values are not known: the id of a resource that does not exist yet, an address. A policy that reads such a value
would be skipped, and a mandatory rule would turn into advice. So no policy here reads one. Relations are read from the engine's
own record of what depends on what. For values, each policy says below what it does when one is unknown:

- **refused**: a violation. Nothing legitimate needs this value to be unknown.
- **counts as given**: where giving anything at all is what the policy refuses.
- **judged at up**: when it is known, in the update and before the resource is touched.

## Waivers
In an emergency a waiver lets one policy's violation by one resource pass, for 30 days at most (EX-1). It is written in the stack's
reviewed configuration, never on the resource:

    bastide:waivers:
      - policy: linode-volume-require-encryption
        resource: account-fr-par-data-1-volume
        reason: The region takes no encrypted volumes until the provider's incident is over.
        requestedBy: bjarne
        approvers: [{ who: amara, role: security }, { who: dagny, role: management }]
        ticket: INC-311
        start: "2026-11-24"
        expiry: "2026-12-08"

\`policy\` and \`resource\` are written as the violation gives them; a rule about configuration gives the key, such as
\`bastide:reviews.policy\`. Who asked approves nothing; for security an administrator with that duty approves, for management one of
\`bastide:managers\`. A waiver in use is printed in every run. One that has expired, has not begun, is not approved like this, covers
nothing or more than one resource, or is for a policy that says "Waivers: never" below, is a violation, and lets nothing pass. Neither
does any waiver where the pack could not judge: a value that is not known, or that it does not understand.

## A stack that is there
\`pulumi policy analyze\` judges a state, without the program. It hands the pack no configuration, so everything that depends on it is
refused; a pack inherits the environment, though:

    PULUMI_CONFIG="$(pulumi config --json | jq -c 'map_values(.value)')" pulumi policy analyze --policy-pack policy-pack

## References
Each policy names what it carries a part of in published standards: \`ISO27001\` is Annex A of ISO/IEC 27001:2022, \`SOC2\` the Trust
Services Criteria of 2017, \`GDPR\` the Regulation (EU) 2016/679, \`CISv8\` the CIS Controls, version 8. They follow from the policy's
controls: \`catalogue/references.ts\` says for each control why, \`policy-pack/lib/references.ts\` where a policy carries less or more.
They are tags of the policy, so the engine's tools show them.

## A type that is refused
The pack refuses resource types that it has no rules for: they might share, open or keep what no rule looks at. To have a type
reviewed, open a pull request that moves it in \`policy-pack/types.ts\` from \`refused\` to \`judged\`, with the policies that judge it
and their tests, or to \`harmless\`, with the reason. The security team approves it (CM-9, CM-10).

## An argument that is refused
For each type that it judges, the pack knows every argument: judged by policies, harmless, limited to some values, or refused. They
are listed below. One that it does not know, as a newer provider may bring, is refused. To have one reviewed, open a pull request
that adds it to the table in \`policy-pack/arguments\`, with the policy that judges it and its test, or with the reason why it
weakens nothing. The security team approves it (CM-9, CM-10).

## The baseline that hosts start with
\`linode-instance-require-baseline\` reads the cloud-init configuration of every host, and wants to find in it:

${baseline.map(({ what }) => `- ${what}`).join("\n")}

It is read in YAML's block style. It comes by \`metadatas\` to a host with a public interface, else by \`stackscriptData\` with a
\`stackscriptId\`, as it is or in base64, also compressed.

## What no policy asks
- **Linode's own backups of an instance.** They stay in the instance's own data centre, which is no backup by BC-4.
- **\`replaceOnChanges\`.** The engine does not show this option to policies; the program's own tests look at it.
`;

/** The whole page docs/policies.md. */
export function policiesDoc(policies: readonly Documented[]): string {
  return [
    introduction,
    "## All policies",
    "| policy | severity | controls |",
    "|---|---|---|",
    ...policies.map(
      ({ name, severity, framework }) => `| [${name}](#${name}) | ${severity} | ${framework?.reference} |`,
    ),
    "",
    ...policies.map(section),
    "## Resource types",
    "| type | verdict | why |",
    "|---|---|---|",
    ...Object.entries(resourceTypes).map(
      ([type, entry]) =>
        `| \`${type}\` | ${entry.verdict} | ${entry.verdict === "judged" ? "" : entry.reason} |`,
    ),
    "",
    "## Arguments",
    "Of the types that are judged. What is not listed is refused.",
    "",
    "| type | argument | verdict |",
    "|---|---|---|",
    ...Object.entries(argumentsOfTypes).flatMap(([type, known]) =>
      Object.entries(known).map(
        ([path, argument]) => `| \`${type}\` | \`${path}\` | ${verdictOf(argument)} |`,
      ),
    ),
    "",
  ].join("\n");
}

function verdictOf(argument: Argument): string {
  switch (argument.verdict) {
    case "judged":
      return `judged by ${argument.by.map((name) => `[${name}](#${name})`).join(", ")}${argument.early ? "; refused when unknown" : ""}`;
    case "limited":
      return `only ${argument.allowed}. ${argument.reason}`;
    default:
      return `${argument.verdict}. ${argument.reason}`;
  }
}

function section(policy: Documented): string {
  const settings = Object.entries(policy.configSchema?.properties ?? {});
  return [
    `### ${policy.name}`,
    `**${policy.displayName}.** ${policy.description}`,
    "",
    `- Severity: ${policy.severity}. Controls: ${policy.framework?.reference}.`,
    `- References: ${referencesOf(policy).join(", ")}.`,
    `- To mend it: ${policy.remediationSteps}`,
    ...(policy.tags?.includes(unwaivable) ? ["- Waivers: never."] : []),
    `- Unknown at preview: ${unknownsOf(policy)}`,
    ...settings.map(([key, { description, default: byDefault }]) => {
      const fallback = byDefault === undefined ? "" : ` Default: ${String(byDefault)}.`;
      return `- Setting \`${key}\`: ${description}${fallback}`;
    }),
    "",
  ].join("\n");
}

const fates = { refused: "refused", given: "counts as given", "at up": "judged at up" } as const;

function unknownsOf({ validateResource, validateStack }: Documented): string {
  const { unknowns } = (validateResource ?? validateStack) as unknown as { unknowns: Unknowns };
  const entries = Object.entries(unknowns).map(([path, fate]) => `\`${path}\` ${fates[fate]}`);
  const relations = validateStack === undefined ? [] : ["relations are known"];
  return `${[...relations, ...entries].join("; ") || "it reads no value"}.`;
}
