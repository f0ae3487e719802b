import { type PlannedClass, plannedClass } from "../../../cli/drill/linode/hosts";
import { prodConfig } from "../../support/infraConfigs";

/** What production has of the class `account`, and what a second stack of the same account has. */
export const planned = ((): { readonly own: PlannedClass; readonly other: PlannedClass } => {
  const config = prodConfig();
  const own = plannedClass(config, "account");
  const organisation = { ...config.organisation, labelPrefix: "staging", domain: "staging.example.org" };
  const other = plannedClass({ ...config, organisation }, "account");
  if (own === undefined || other === undefined) throw new Error("Production has no class `account`.");
  return { own, other };
})();
