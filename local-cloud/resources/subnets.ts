import { z } from "zod";
import { type Cidr, formatIpv4, overlaps, parseCidr, parseIpv4 } from "../core/addresses";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import type { World } from "../core/world";
import { interfaceAddressesIn, isActive } from "./interfaces";
import { asciiLabel, asciiLabelText, label } from "./shared";
import { type Ipv6Request, subnetIpv6 } from "./vpcIpv6";
import { block, contains, isForbidden, type Range } from "./vpcRanges";
import type { VpcRecord } from "./vpcs";

export interface SubnetRecord extends Entity {
  id: number;
  vpc_id: number;
  label: string;
  ipv4: string;
  ipv6: Range[] | null;
  created: string;
  updated: string;
}

declare module "../core/kinds" {
  interface Kinds {
    subnet: SubnetRecord;
  }
}

/** Quota of the older documentation: subnets in one VPC. */
const subnetsPerVpc = 10;

const subnetLabel = label(1, 64, asciiLabel, asciiLabelText);

export const subnetSchema = z.object({
  label: subnetLabel,
  ipv4: z.string(),
  ipv6: z.array(z.object({ range: z.string().nullish() })).nullish(),
});

interface SubnetInput {
  label: string;
  ipv4: string;
  ipv6?: Ipv6Request;
}

/** Throws unless the block may be a subnet: of its VPC, prefix 1 to 29, outside Linode's own 192.168.128.0/17. */
function checkCidr(vpc: VpcRecord, text: string, field: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw invalid("Must be an IPv4 network in CIDR format", field);
  if (cidr.prefix < 1 || cidr.prefix > 29) throw invalid("Must have a prefix length of 1-29", field);
  if (isForbidden(cidr)) throw invalid("Must not overlap with 192.168.128.0/17", field);
  if (!vpc.ipv4.some(({ range }) => contains(block(range), cidr))) {
    const ranges = vpc.ipv4.map(({ range }) => range).join(", ");
    throw invalid(`Must be within the ranges of the VPC (${ranges})`, field);
  }
  return cidr;
}

/** Checks and inserts a subnet. */
export function addSubnet(call: Call, vpc: VpcRecord, input: SubnetInput, prefix = ""): SubnetRecord {
  return call.world.store.insert("subnet", buildSubnet(call, vpc, input, prefix));
}

function buildSubnet(call: Call, vpc: VpcRecord, input: SubnetInput, prefix = ""): SubnetRecord {
  const cidr = checkCidr(vpc, input.ipv4, `${prefix}ipv4`);
  const siblings = call.world.store.where("subnet", "vpc_id", vpc.id);
  if (siblings.length >= subnetsPerVpc) {
    throw invalid(`You may not have more than ${subnetsPerVpc} subnets in a VPC.`);
  }
  refuseSameLabel(siblings, input.label, `${prefix}label`);
  if (siblings.some((one) => overlaps(cidr, block(one.ipv4)))) {
    throw invalid("Must not overlap with another subnet of the VPC", `${prefix}ipv4`);
  }
  const now = call.world.clock.timestamp();
  return {
    id: call.world.store.nextId(),
    vpc_id: vpc.id,
    label: input.label,
    ipv4: input.ipv4,
    ipv6: subnetIpv6(vpc, siblings, input.ipv6, prefix),
    created: now,
    updated: now,
  };
}

function refuseSameLabel(siblings: readonly SubnetRecord[], text: string, field: string): void {
  if (siblings.some((one) => one.label === text)) {
    throw invalid("Label must be unique among the VPC's subnets", field);
  }
}

export function subnetView(world: World, subnet: SubnetRecord): unknown {
  const linodes = new Map<number, unknown[]>();
  for (const one of world.store.where("interface", "subnet_id", subnet.id)) {
    const list = linodes.get(one.instance_id) ?? [];
    list.push({ id: one.id, config_id: one.config_id, active: isActive(world, one) });
    linodes.set(one.instance_id, list);
  }
  return {
    id: subnet.id,
    label: subnet.label,
    ipv4: subnet.ipv4,
    ipv6: subnet.ipv6,
    linodes: [...linodes].map(([id, interfaces]) => ({ id, interfaces })),
    databases: [],
    nodebalancers: world.store
      .where("nodebalancerVpc", "subnet_id", subnet.id)
      .map(({ nodebalancer_id, ipv4_range }) => ({ id: nodebalancer_id, ipv4_range })),
    vpc_type: world.store.get("vpc", subnet.vpc_id)?.vpc_type ?? "regular",
    created: subnet.created,
    updated: subnet.updated,
  };
}

/** Whether a Linode or a NodeBalancer has an address in it. */
export function isUsed(world: World, subnet: SubnetRecord): boolean {
  return (
    world.store.where("interface", "subnet_id", subnet.id).length > 0 ||
    world.store.where("nodebalancerVpc", "subnet_id", subnet.id).length > 0
  );
}

/** What is taken in a subnet: interfaces' addresses and ranges, and what NodeBalancers send from. */
export function takenBlocks(world: World, subnet: SubnetRecord): Cidr[] {
  const texts: string[] = [];
  for (const one of world.store.where("interface", "subnet_id", subnet.id)) {
    texts.push(...interfaceAddressesIn(one));
  }
  for (const one of world.store.where("nodebalancerVpc", "subnet_id", subnet.id)) texts.push(one.ipv4_range);
  return texts.map(block);
}

/**
 * Checks the address asked for, or finds the first free one; the first and last two are the platform's. `promised` are
 * addresses that the same request takes.
 */
export function subnetAddress(
  world: World,
  subnet: SubnetRecord,
  asked: string | undefined,
  field: string,
  promised: Iterable<string> = [],
): string {
  const { first, last } = block(subnet.ipv4);
  const taken = [...takenBlocks(world, subnet), ...[...promised].map((one) => block(`${one}/32`))];
  const single = new Set(taken.filter((one) => one.prefix === 32).map((one) => one.first));
  const wide = taken.filter((one) => one.prefix < 32);
  const isTaken = (number: number): boolean =>
    single.has(number) || wide.some((one) => one.first <= number && number <= one.last);
  if (asked !== undefined) {
    const number = parseIpv4(asked);
    if (!(number >= first + 2 && number <= last - 2)) {
      throw invalid("Must be an available address within the subnet", field);
    }
    if (isTaken(number)) throw invalid("Address is already in use within the subnet", field);
    return asked;
  }
  for (let number = first + 2; number <= last - 2; number++) {
    if (!isTaken(number)) return formatIpv4(number);
  }
  throw invalid("No addresses are available in the subnet", field);
}

function subnetReference(one: SubnetRecord): EntityReference {
  return {
    id: one.id,
    type: "subnet",
    label: one.label,
    url: `/v4/vpcs/${one.vpc_id}/subnets/${one.id}`,
  };
}

/** Tells of a subnet that came or went with its VPC. */
export function notifySubnet(world: World, one: SubnetRecord, action: string): void {
  world.jobs.notify({ action, kind: "subnet", entity: subnetReference(one) });
}

const subnet = defineResource<"subnet">({
  kind: "subnet",
  path: "/vpcs/:vpc_id/subnets",
  parents: { vpc_id: "vpc" },
  scope: "vpc",
  filterable: ["id", "label", "ipv4", "created", "updated"],
  view: subnetView,
  reference: (_, one) => subnetReference(one),
  create: defineCreation({
    schema: subnetSchema,
    build: (call, input): SubnetRecord => {
      const vpc = call.world.store.get("vpc", Number(call.params.vpc_id));
      if (vpc === undefined) throw notFound();
      return buildSubnet(call, vpc, input);
    },
  }),
  update: defineChange({
    schema: z.object({ label: subnetLabel.optional() }),
    apply: (call, record: SubnetRecord, input) => {
      if (input.label === undefined) return {};
      const siblings = call.world.store.where("subnet", "vpc_id", record.vpc_id);
      refuseSameLabel(
        siblings.filter((one) => one.id !== record.id),
        input.label,
        "label",
      );
      return { label: input.label };
    },
  }),
  remove: {
    check: (call, record) => {
      if (isUsed(call.world, record)) {
        throw invalid("Cannot delete a subnet that has resources assigned to it.");
      }
    },
  },
  notifications: { create: "subnet_create", update: "subnet_update", delete: "subnet_delete" },
});

export const subnets: Section = {
  resources: [subnet],
  indexes: { interface: ["subnet_id", "vpc_id", "instance_id", "config_id"] },
};
