import { join } from "node:path";

import { openPack } from "../../../engine/offline/packProcess";
import { previewOffline } from "../../../engine/offline/preview";
import { upOffline } from "../../../engine/offline/up";
import { ownTypes } from "../../../engine/own";
import { loadProject } from "../../../engine/project";
import { readStackConfig } from "../../../engine/stackConfig";
import { loadConfig, type StackConfig } from "../../../infra/config";
import { planTopology } from "../../../infra/topology";
import type { EnclavePlan } from "../../../infra/topology/plan";
import { type LocalCloud, startLocalCloud } from "../../../local-cloud";
import { prodValues, rawOf } from "../../support/infraConfigs";
import { projectRoot } from "../../support/projectFiles";

/** Production with some of its classes, brought up in a local cloud by its own program: what Linode would know of it. */
export interface EnclaveCloud {
  readonly cloud: LocalCloud;
  readonly config: StackConfig;
  /** In the order of the classes asked for. */
  readonly enclaves: readonly EnclavePlan[];
  /** The address of a load balancer of that label. */
  balancer(label: string): string;
  close(): Promise<void>;
}

/** Brings it up. `folder` keeps the stack's record. */
export async function bringUp(folder: string, classesWanted: readonly string[]): Promise<EnclaveCloud> {
  const day = new Date();
  const project = loadProject(projectRoot);
  const values = prodValues();
  const classes = values["bastide:classes"] as Record<string, unknown>;
  const grants = values["bastide:grants"] as readonly { class: string }[];
  values["bastide:classes"] = Object.fromEntries(classesWanted.map((name) => [name, classes[name]]));
  // What is not here is in a stack that is not up yet, and nobody is on call for a test: a call that fails would call again.
  if (!classesWanted.includes("events")) values["bastide:otherStacks"] = { events: {} };
  delete values["bastide:alerts"];
  values["bastide:grants"] = grants.filter((grant) => classesWanted.includes(grant.class));
  const raw = rawOf(values);
  const config = loadConfig(raw, day);
  const { enclaves } = planTopology(config).plan;
  const token = "enclave";
  const cloud = await startLocalCloud({ tokens: [token], directory: join(folder, "cloud"), s3Names: true });
  try {
    const stack = "prod";
    const stackConfig = { ...readStackConfig(project, stack), values: raw };
    const pack = openPack(join(projectRoot, "policy-pack"), { project: project.name, stack, values: raw });
    const preview = await previewOffline({ project, stack, config: stackConfig, pack });
    const broken = preview.verdict.violations.filter(
      ({ fails, policy }) => fails && policy !== "bastide-stack-require-on-call",
    );
    if (broken.length > 0) throw new Error(JSON.stringify(broken, null, 1));
    // But for who is on call, the pack agrees.
    const agreed = { ...preview, verdict: { ...preview.verdict, compliant: true } };
    const { url, caFile, s3Endpoint, s3Addresses } = cloud;
    const access = { url, token, s3Endpoint, caFile, s3Addresses };
    await upOffline({
      ...{ project, stack, preview: agreed, cloud: access },
      folder: join(folder, "stack"),
      own: ownTypes(project, access),
    });
  } catch (error) {
    await cloud.close();
    throw error;
  }
  const { store } = cloud.world;
  return {
    cloud,
    config,
    enclaves,
    balancer(label) {
      const [balancer] = store.where("nodebalancer", "label", label);
      if (balancer === undefined) throw new Error(`The local cloud has no load balancer ${label}.`);
      return balancer.ipv4;
    },
    close: () => cloud.close(),
  };
}
