import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { parseIpv4 } from "../core/addresses";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import type { World } from "../core/world";
import { notifyBalancer } from "./nodebalancerEvents";
import { addressOf, nodeStatus } from "./nodebalancerHealth";
import { defined, id } from "./shared";
import { block } from "./vpcRanges";

/** A backend of a NodeBalancer. */
export interface NodeBalancerNodeRecord extends Entity {
  id: number;
  address: string;
  label: string;
  weight: number;
  mode: string;
  config_id: number;
  nodebalancer_id: number;
  /** How it is reached within a VPC; null over the region's private network. */
  vpc_config_id: number | null;
  /** Job time of the latest change, from which on it is checked anew. */
  changed_at: number;
}

declare module "../core/kinds" {
  interface Kinds {
    nodebalancerNode: NodeBalancerNodeRecord;
  }
}

const labelText = "Length must be 3-32 characters";
const between = "Must be between 1 and 255";
const fields = {
  address: z.string(),
  label: z
    .string()
    .min(3, labelText)
    .max(32, labelText)
    .regex(/^[a-zA-Z0-9._-]*$/, "Must use only letters, numbers, dashes, underscores and periods"),
  weight: z.number().int().min(1, between).max(255, between).nullish(),
  mode: z.enum(["accept", "reject", "drain", "backup", "none"]).nullish(),
  subnet_id: id.nullish(),
};

/** A node as a request gives it. */
export const nodeSchema = z.object(fields);
/** A node as a rebuild gives it: with the id of the one that it changes. */
export const rebuiltNodeSchema = z.object({ ...fields, id: id.nullish() });

type NodeInput = z.output<typeof nodeSchema>;

/** Recorded. */
const defaultWeight = 50;

const privateRange = "192.168.128.0/17";

/** Throws unless it is an address and a port that a NodeBalancer can reach; gives the VPC configuration it goes by. */
function route(
  call: Call,
  balancerId: number,
  address: string,
  subnetId: number | null | undefined,
): number | null {
  const host = addressOf(address);
  const port = Number(/:(\d{1,5})$/.exec(address)?.[1] ?? Number.NaN);
  const isBracketed = address.startsWith("[");
  if (!(port >= 1 && port <= 65_535) || !(isBracketed ? isIPv6(host) : isIPv4(host))) {
    throw invalid("Must be an IP address and a port, such as 192.168.130.5:443", "address");
  }
  const ways = call.world.store.where("nodebalancerVpc", "nodebalancer_id", balancerId);
  if (subnetId != null) {
    const way = ways.find((one) => one.subnet_id === subnetId);
    if (way === undefined) throw invalid("Must be a subnet of the NodeBalancer's VPC", "subnet_id");
    const { first, last } = block(call.world.store.get("subnet", subnetId)?.ipv4 ?? "");
    const number = parseIpv4(host);
    if (!(first <= number && number <= last)) throw invalid("Must be within the subnet", "address");
    return way.id;
  }
  if (isBracketed) return null;
  const { first, last } = block(privateRange);
  const number = parseIpv4(host);
  if (!(first <= number && number <= last)) {
    throw invalid(`Must begin with a private address of ${privateRange}`, "address");
  }
  const owner = call.world.store.get("ip", host);
  if (owner !== undefined && owner.region !== call.world.store.get("nodebalancer", balancerId)?.region) {
    throw invalid("Must be in the same region as the NodeBalancer", "address");
  }
  return null;
}

/** Checks and makes a node, not yet inserted. */
export function newNode(
  call: Call,
  config: { id: number; nodebalancer_id: number; protocol: string },
  input: NodeInput,
): NodeBalancerNodeRecord {
  const others = call.world.store.where("nodebalancerNode", "config_id", config.id);
  refuseSameAddress(others, input.address);
  const udp = config.protocol === "udp";
  return {
    id: call.world.store.nextId(),
    address: input.address,
    label: input.label,
    weight: input.weight ?? defaultWeight,
    mode: udp ? "none" : (input.mode ?? "accept"),
    config_id: config.id,
    nodebalancer_id: config.nodebalancer_id,
    vpc_config_id: route(call, config.nodebalancer_id, input.address, input.subnet_id),
    changed_at: call.world.clock.jobTime(),
  };
}

function refuseSameAddress(others: readonly NodeBalancerNodeRecord[], address: string): void {
  if (others.some((one) => one.address === address)) {
    throw invalid("Address must be unique within the configuration", "address");
  }
}

/** The fields of a node that a request changes. */
export function changeNode(
  call: Call,
  node: NodeBalancerNodeRecord,
  input: { [K in keyof NodeInput]?: NodeInput[K] | null | undefined },
): Partial<NodeBalancerNodeRecord> {
  const changes = defined({
    label: input.label ?? undefined,
    weight: input.weight ?? undefined,
    mode: input.mode == null || node.mode === "none" ? undefined : input.mode,
  });
  if (input.address == null || (input.address === node.address && input.subnet_id == null)) return changes;
  const others = call.world.store.where("nodebalancerNode", "config_id", node.config_id);
  refuseSameAddress(
    others.filter((one) => one.id !== node.id),
    input.address,
  );
  return {
    ...changes,
    address: input.address,
    vpc_config_id: route(call, node.nodebalancer_id, input.address, input.subnet_id),
    changed_at: call.world.clock.jobTime(),
  };
}

function reference(one: NodeBalancerNodeRecord): EntityReference {
  const config = `/v4/nodebalancers/${one.nodebalancer_id}/configs/${one.config_id}`;
  return { id: one.id, type: "nodebalancer_node", label: one.label, url: `${config}/nodes/${one.id}` };
}

function notify(world: World, one: NodeBalancerNodeRecord, action: string): void {
  notifyBalancer(world, one.nodebalancer_id, action, reference(one));
}

const node = defineResource<"nodebalancerNode">({
  kind: "nodebalancerNode",
  path: "/nodebalancers/:nodebalancer_id/configs/:config_id/nodes",
  parents: { nodebalancer_id: "nodebalancer", config_id: "nodebalancerConfig" },
  scope: "nodebalancers",
  filterable: ["id", "label", "address", "mode", "status", "weight"],
  view: (world, one) => ({
    id: one.id,
    address: one.address,
    label: one.label,
    status: nodeStatus(world, world.store.get("nodebalancerConfig", one.config_id), one),
    weight: one.weight,
    mode: one.mode,
    config_id: one.config_id,
    nodebalancer_id: one.nodebalancer_id,
    vpc_config_id: one.vpc_config_id,
  }),
  create: defineCreation({
    schema: nodeSchema,
    build: (call, input): NodeBalancerNodeRecord => {
      const config = call.world.store.get("nodebalancerConfig", Number(call.params.config_id));
      if (config === undefined) throw invalid("config_id is not valid", "config_id");
      return newNode(call, config, input);
    },
    created: (call, record) => notify(call.world, record, "nodebalancer_node_create"),
  }),
  update: defineChange({
    schema: nodeSchema.partial().extend({ address: z.string().nullish(), label: fields.label.nullish() }),
    apply: (call, record: NodeBalancerNodeRecord, input) => changeNode(call, record, input),
    updated: (call, record) => notify(call.world, record, "nodebalancer_node_update"),
  }),
  remove: { before: (call, record) => notify(call.world, record, "nodebalancer_node_delete") },
});

export const nodebalancerNodes: Section = { resources: [node] };
