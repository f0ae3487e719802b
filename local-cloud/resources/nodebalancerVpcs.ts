import { z } from "zod";
import { formatIpv4, overlaps, parseCidr } from "../core/addresses";
import { type Call, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import { id } from "./shared";
import { type SubnetRecord, takenBlocks } from "./subnets";
import { block, contains } from "./vpcRanges";

/** The part of a VPC's subnet that a NodeBalancer sends from. */
export interface NodeBalancerVpcRecord extends Entity {
  id: number;
  nodebalancer_id: number;
  vpc_id: number;
  subnet_id: number;
  ipv4_range: string;
}

declare module "../core/kinds" {
  interface Kinds {
    nodebalancerVpc: NodeBalancerVpcRecord;
  }
}

/** As a request for a NodeBalancer asks for one. */
export const balancerVpcSchema = z.object({
  subnet_id: id,
  ipv4_range: z.string().nullish(),
  ipv4_range_auto_assign: z.boolean().nullish(),
});

type VpcInput = z.output<typeof balancerVpcSchema>;

/** Addresses that a NodeBalancer takes at least, by prefix length. */
const smallest = 30;

/** Throws unless the wishes can be met; gives the records to insert. */
export function planVpcs(
  call: Call,
  balancer: { id: number; region: string },
  inputs: readonly VpcInput[],
): NodeBalancerVpcRecord[] {
  if (inputs.length > 1) throw invalid("A NodeBalancer may have one VPC", "vpcs");
  return inputs.map((input, index) => {
    const field = `vpcs[${index}]`;
    const subnet = call.world.store.get("subnet", input.subnet_id);
    if (subnet === undefined) throw invalid("subnet_id is not valid", `${field}.subnet_id`);
    if (call.world.store.get("vpc", subnet.vpc_id)?.region !== balancer.region) {
      throw invalid("The VPC must be in the same region as the NodeBalancer", `${field}.subnet_id`);
    }
    return {
      id: call.world.store.nextId(),
      nodebalancer_id: balancer.id,
      vpc_id: subnet.vpc_id,
      subnet_id: subnet.id,
      ipv4_range: chooseRange(call, subnet, input, `${field}.ipv4_range`),
    };
  });
}

/** The range asked for, or the first free /30 of it or of the whole subnet. */
function chooseRange(call: Call, subnet: SubnetRecord, input: VpcInput, field: string): string {
  const whole = block(subnet.ipv4);
  const asked = input.ipv4_range == null ? undefined : parseCidr(input.ipv4_range);
  if (input.ipv4_range != null && (asked === undefined || asked.prefix > smallest)) {
    throw invalid(`Must be an IPv4 network in CIDR format, /${smallest} or larger`, field);
  }
  if (asked !== undefined && !contains(whole, asked)) throw invalid("Must be within the subnet", field);
  const taken = takenBlocks(call.world, subnet);
  if (asked !== undefined && !input.ipv4_range_auto_assign) {
    if (taken.some((one) => overlaps(one, asked))) {
      throw invalid("Must be free: something in the subnet uses a part of it", field);
    }
    return input.ipv4_range ?? "";
  }
  const { first, last } = asked ?? whole;
  const size = 2 ** (32 - smallest);
  for (let start = first; start + size - 1 <= last; start += size) {
    const candidate = { first: start, last: start + size - 1 };
    const reserved = start <= whole.first + 1 || candidate.last >= whole.last - 1;
    if (!reserved && !taken.some((one) => overlaps(one, candidate))) {
      return `${formatIpv4(start)}/${smallest}`;
    }
  }
  throw invalid(`No /${smallest} is free in the range`, field);
}

const balancerVpc = defineResource<"nodebalancerVpc">({
  kind: "nodebalancerVpc",
  path: "/nodebalancers/:nodebalancer_id/vpcs",
  parents: { nodebalancer_id: "nodebalancer" },
  scope: "nodebalancers",
  filterable: ["id", "vpc_id", "subnet_id", "ipv4_range"],
  indexes: ["subnet_id"],
  view: (_, one) => one,
});

export const nodebalancerVpcs: Section = { resources: [balancerVpc] };
