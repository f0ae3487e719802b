import * as pulumi from "@pulumi/pulumi";

import { createStack } from "../../infra/components/stack";
import { loadConfig } from "../../infra/config";
import { planTopology } from "../../infra/topology";

const values = pulumi.runtime.allConfig();
const enclaves = Number(values["growth:enclaves"]);
const config = loadConfig(
  Object.fromEntries(Object.entries(values).filter(([key]) => key.startsWith("bastide:"))),
  new Date(),
);
const section = config.classes.account;
if (section === undefined)
  throw new pulumi.RunError("The benchmark grows the class account, which is missing.");
const { plan } = planTopology(
  config,
  Array.from({ length: enclaves }, (_, index) => ({
    dataClass: {
      id: `class${index + 1}`,
      control: "DC-1",
      number: index + 1,
      holds: "nothing",
      atRest: "encrypted",
      outsideLinode: "never" as const,
    },
    section,
  })),
);

export = createStack(config, plan);
