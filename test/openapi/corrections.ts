import type { Schema } from "./schema";

/** An answer that the document describes wrongly as a whole. */
export interface Correction {
  /** The recording that shows it, or the client of Linode's own that reads it so. */
  seen: string;
  /** What it is, made from what the document says. */
  correct(documented: Schema): Schema;
}

function object(properties: { [name: string]: Schema }): Schema {
  return { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
}

/** Pages are the same everywhere. */
function pageOf(element: Schema): Schema {
  const number = { type: "integer" };
  return object({ data: { type: "array", items: element }, page: number, pages: number, results: number });
}

const version = object({
  updated: { type: "string", format: "date-time" },
  status: { type: "string" },
  rules: object({ version: { type: "integer" } }),
});

/** By operation. */
export const corrections: Readonly<Record<string, Correction>> = {
  "GET /nodebalancers/{nodeBalancerId}/configs": {
    seen: "TestNodeBalancerConfigs_ListMultiplePages",
    correct: pageOf,
  },
  "GET /linode/instances/{linodeId}/interfaces": {
    seen: "@linode/api-v4: LinodeInterfaces",
    correct: (one) => object({ interfaces: { type: "array", items: one } }),
  },
  "GET /networking/firewalls/{firewallId}/history": {
    seen: "linode_api4: Firewall.rule_versions",
    correct: () => pageOf(version),
  },
  "GET /networking/firewalls/{firewallId}/history/rules/{version}": {
    seen: "linode_api4: Firewall.get_rule_version",
    correct: (firewall) => (firewall.properties as { [name: string]: Schema } | undefined)?.rules ?? {},
  },
};
