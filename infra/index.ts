import * as pulumi from "@pulumi/pulumi";

import { createStack, type StackOutputs } from "./components/stack";
import { ConfigurationError, loadConfig } from "./config";
import { overdueReviews } from "./config/overdue";
import { unreached } from "./config/unreached";
import { planTopology } from "./topology";

function run(): StackOutputs {
  const today = new Date();
  const config = loadConfig(pulumi.runtime.allConfig(), today);
  const { plan, problems } = planTopology(config);
  if (problems.length > 0) throw new ConfigurationError(problems);
  for (const warning of [...overdueReviews(config, today), ...unreached(config)]) pulumi.log.warn(warning);
  return createStack(config, plan);
}

export = run();
