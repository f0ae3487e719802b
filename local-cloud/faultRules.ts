import { catalog } from "./catalog";
import { ruleSchemaFor } from "./core/faults";
import { sections } from "./resources";

const resources = sections.flatMap((section) => section.resources ?? []);

/** The schema of fault rules for the regions, resources and jobs that are offered here. */
export const faultRules = ruleSchemaFor({
  regions: catalog.regions.map(({ id }) => id),
  kinds: [...new Set(resources.map(({ kind }) => kind))],
  actions: [...new Set(resources.flatMap(({ jobs = {} }) => Object.keys(jobs)))],
});
