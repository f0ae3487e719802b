import type { StackConfig } from "./sections";

/** A sentence for what keeps alerts from reaching a person who can trust them (VI-3); none where all is well. */
export const unreached = ({ alerts }: Pick<StackConfig, "alerts">): string[] => {
  if (alerts === undefined)
    return [
      "bastide:alerts: nobody is called when something is wrong with a host; write the webhook of your on-call service.",
    ];
  if (alerts.token !== undefined) return [];
  return [
    "bastide:alerts.token: calls carry no token, so that your on-call service can't tell them from anybody's; set it with `pulumi config set --secret --path bastide:alerts.token`.",
  ];
};
