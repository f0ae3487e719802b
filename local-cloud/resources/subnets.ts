import { z } from "zod";
import { formatIpv4, overlaps, parseCidr, parseIpv4 } from "../core/addresses";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { isActive } from "./interfaces";
import { asciiLabel, asciiLabelText, label } from "./shared";
import type { VpcRecord } from "./vpcs";

export interface SubnetRecord extends Entity {
  id: number;
  vpc_id: number;
  label: string;
  ipv4: string;
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
const allowed = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map(cidrOf);
const linodePrivate = cidrOf("192.168.128.0/17");

function cidrOf(text: string): { first: number; last: number } {
  return parseCidr(text) ?? { first: 0, last: 0 };
}

const subnetLabel = label(1, 64, asciiLabel, asciiLabelText);

export const subnetSchema = z.object({ label: subnetLabel, ipv4: z.string() });

/** Throws unless the block may be a subnet: private, prefix 1 to 29, outside Linode's own 192.168.128.0/17. */
export function checkCidr(text: string, field: string): { first: number; last: number } {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw invalid("Must be an IPv4 network in CIDR format", field);
  if (cidr.prefix < 1 || cidr.prefix > 29) throw invalid("Must have a prefix length of 1-29", field);
  if (!allowed.some((range) => range.first <= cidr.first && cidr.last <= range.last)) {
    throw invalid("Must be within the RFC1918 private ranges", field);
  }
  if (overlaps(cidr, linodePrivate)) throw invalid("Must not overlap with 192.168.128.0/17", field);
  return cidr;
}

/** Checks and inserts a subnet. */
export function addSubnet(
  call: Call,
  vpc: VpcRecord,
  input: { label: string; ipv4: string },
  prefix = "",
): SubnetRecord {
  return call.world.store.insert("subnet", buildSubnet(call, vpc.id, input, prefix));
}

function buildSubnet(
  call: Call,
  vpcId: number,
  input: { label: string; ipv4: string },
  prefix = "",
): SubnetRecord {
  const cidr = checkCidr(input.ipv4, `${prefix}ipv4`);
  const siblings = call.world.store.where("subnet", "vpc_id", vpcId);
  if (siblings.length >= subnetsPerVpc) {
    throw invalid(`You may not have more than ${subnetsPerVpc} subnets in a VPC.`);
  }
  if (siblings.some((one) => one.label === input.label)) {
    throw invalid("Label must be unique among the VPC's subnets", `${prefix}label`);
  }
  if (siblings.some((one) => overlaps(cidr, cidrOf(one.ipv4)))) {
    throw invalid("Must not overlap with another subnet of the VPC", `${prefix}ipv4`);
  }
  const now = call.world.clock.timestamp();
  return {
    id: call.world.store.nextId(),
    vpc_id: vpcId,
    label: input.label,
    ipv4: input.ipv4,
    created: now,
    updated: now,
  };
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
    ipv6: null,
    linodes: [...linodes].map(([id, interfaces]) => ({ id, interfaces })),
    databases: [],
    nodebalancers: [],
    vpc_type: "regular",
    created: subnet.created,
    updated: subnet.updated,
  };
}

/** Checks the address asked for, or finds the first free one; the first and last two are the platform's. */
export function subnetAddress(
  world: World,
  subnet: SubnetRecord,
  asked: string | undefined,
  field: string,
): string {
  const { first, last } = cidrOf(subnet.ipv4);
  const used = new Set(world.store.where("interface", "subnet_id", subnet.id).map((one) => one.ipv4?.vpc));
  if (asked !== undefined) {
    const number = parseIpv4(asked);
    if (!(number >= first + 2 && number <= last - 2)) {
      throw invalid("Must be an available address within the subnet", field);
    }
    if (used.has(asked)) throw invalid("Address is already in use within the subnet", field);
    return asked;
  }
  for (let number = first + 2; number <= last - 2; number++) {
    const address = formatIpv4(number);
    if (!used.has(address)) return address;
  }
  throw invalid("No addresses are available in the subnet", field);
}

const subnet = defineResource<"subnet">({
  kind: "subnet",
  path: "/vpcs/:vpc_id/subnets",
  parents: { vpc_id: "vpc" },
  scope: "vpc",
  filterable: ["id", "label", "ipv4", "created", "updated"],
  view: subnetView,
  reference: (_, one) => ({
    id: one.id,
    type: "subnet",
    label: one.label,
    url: `/v4/vpcs/${one.vpc_id}/subnets/${one.id}`,
  }),
  create: defineCreation({
    schema: subnetSchema,
    build: (call, input): SubnetRecord => buildSubnet(call, Number(call.params.vpc_id), input),
  }),
  update: defineChange({
    schema: z.object({ label: subnetLabel.optional() }),
    apply: (_call, _record: SubnetRecord, input) => (input.label === undefined ? {} : { label: input.label }),
  }),
  remove: {
    check: (call, record) => {
      if (call.world.store.where("interface", "subnet_id", record.id).length > 0) {
        throw invalid("Cannot delete a subnet that has resources assigned to it.");
      }
    },
  },
  notifications: { create: "subnet_create", update: "subnet_update", delete: "subnet_delete" },
});

export const subnets: Section = { resources: [subnet] };
