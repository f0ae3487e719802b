import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { checkRuleSet, type Rule, ruleSchema } from "./firewallRules";
import { defined, label } from "./shared";

/** Rules for one direction that several firewalls can use. */
export interface RuleSetRecord extends Entity {
  id: number;
  label: string;
  description: string;
  type: "inbound" | "outbound";
  rules: Rule[];
  /** Counts changes of the rules. */
  version: number;
  created: string;
  updated: string;
  /** When it was deleted: such a set stays in the list, and no firewall can use it. */
  deleted: string | null;
}

declare module "../core/kinds" {
  interface Kinds {
    ruleSet: RuleSetRecord;
  }
}

const setLabel = label(3, 32, /^[^\n]*$/, "Must be one line");
const description = z.string().max(255, "Length must be 0-255 characters");

function isUsed(world: World, ruleSetId: number): boolean {
  const names = (rule: Rule): boolean => "ruleset" in rule && rule.ruleset === ruleSetId;
  for (const { rules } of world.store.all("firewall")) {
    if (rules.inbound?.some(names) || rules.outbound?.some(names)) return true;
  }
  return false;
}

const path = "/networking/firewalls/rulesets";

function view(_: World, one: RuleSetRecord): unknown {
  return { ...one, is_service_defined: false };
}

const ruleSet = defineResource<"ruleSet">({
  kind: "ruleSet",
  path,
  scope: "firewall",
  filterable: ["id", "label", "type", "is_service_defined", "created", "updated"],
  view,
  create: defineCreation({
    schema: z.object({
      label: setLabel,
      description: description.nullish(),
      type: z.enum(["inbound", "outbound"]),
      rules: z.array(ruleSchema),
    }),
    build: (call, input): RuleSetRecord => {
      checkRuleSet(input.rules);
      const now = call.world.clock.timestamp();
      return {
        id: call.world.store.nextId(),
        label: input.label,
        description: input.description ?? "",
        type: input.type,
        rules: input.rules,
        version: 1,
        created: now,
        updated: now,
        deleted: null,
      };
    },
  }),
  update: defineChange({
    schema: z.object({
      label: setLabel.nullish(),
      description: description.nullish(),
      rules: z.array(ruleSchema).nullish(),
    }),
    apply: (_call, record: RuleSetRecord, input): Partial<RuleSetRecord> => {
      if (record.deleted !== null) throw notFound();
      if (input.rules != null) checkRuleSet(input.rules);
      return defined({
        label: input.label ?? undefined,
        description: input.description ?? undefined,
        rules: input.rules ?? undefined,
        version: input.rules == null ? undefined : record.version + 1,
      });
    },
  }),
});

/** Marks a set as deleted; it stays in the list, as recorded. */
function remove(call: Call): unknown {
  const { store, clock } = call.world;
  const found = store.get("ruleSet", Number(call.params.id));
  if (found === undefined || found.deleted !== null) throw notFound();
  if (isUsed(call.world, found.id)) throw invalid("Cannot delete a rule set that a firewall uses.");
  store.patch("ruleSet", found.id, { deleted: clock.timestamp() });
  return {};
}

export const firewallRuleSets: Section = {
  resources: [ruleSet],
  endpoints: [{ method: "DELETE", path: `${path}/:id`, scope: "firewall", run: remove }],
};
