import { z } from "zod";
import { defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import {
  asciiLabel,
  asciiLabelText,
  checkField,
  defined,
  label,
  requireRegion,
  requireUniqueLabel,
  together,
} from "./shared";
import { addSubnet, isUsed, notifySubnet, subnetSchema, subnetView } from "./subnets";
import { vpcAddresses } from "./vpcIps";
import { vpcIpv6 } from "./vpcIpv6";
import { block, checkVpcRanges, contains, defaultRanges, type Range } from "./vpcRanges";

export interface VpcRecord extends Entity {
  id: number;
  label: string;
  description: string;
  region: string;
  ipv4: Range[];
  ipv6: Range[] | null;
  vpc_type: "regular" | "rdma";
  created: string;
  updated: string;
}

declare module "../core/kinds" {
  interface Kinds {
    vpc: VpcRecord;
  }
}

/** Quota of the older documentation: VPCs in one data centre. */
const vpcsPerRegion = 10;

const vpcLabel = label(1, 64, asciiLabel, asciiLabelText);
const description = z.string().max(255, "Length must be 0-255 characters");
const ranges = z.array(z.object({ range: z.string() })).nullish();
const ipv6 = z.array(z.object({ range: z.string().nullish(), allocation_class: z.string().nullish() }));

function view(world: World, vpc: VpcRecord): unknown {
  return {
    id: vpc.id,
    label: vpc.label,
    description: vpc.description,
    region: vpc.region,
    ipv4: vpc.ipv4,
    ipv6: vpc.ipv6,
    subnets: world.store.where("subnet", "vpc_id", vpc.id).map((subnet) => subnetView(world, subnet)),
    vpc_type: vpc.vpc_type,
    created: vpc.created,
    updated: vpc.updated,
  };
}

/** Throws if a subnet would lie outside its VPC's new ranges. */
function checkSubnetsFit(world: World, vpcId: number, given: readonly Range[] | null | undefined): void {
  for (const subnet of world.store.where("subnet", "vpc_id", vpcId)) {
    if (given != null && !given.some(({ range }) => contains(block(range), block(subnet.ipv4)))) {
      throw invalid(`The ranges must hold the subnet ${subnet.label} (${subnet.ipv4})`, "ipv4");
    }
  }
}

const vpc = defineResource<"vpc">({
  kind: "vpc",
  path: "/vpcs",
  scope: "vpc",
  filterable: ["id", "label", "description", "region", "vpc_type", "created", "updated"],
  indexes: ["label"],
  view,
  reference: (_, one) => ({ id: one.id, type: "vpc", label: one.label, url: `/v4/vpcs/${one.id}` }),
  create: defineCreation({
    schema: z.object({
      label: z.string(),
      region: z.string(),
      description: description.nullish(),
      subnets: z.array(subnetSchema).nullish(),
      ipv4: ranges,
      ipv6: ipv6.nullish(),
      vpc_type: z.enum(["regular", "rdma"]).nullish(),
    }),
    build: (call, input): VpcRecord => {
      requireRegion(input.region, "VPCs");
      together(
        () => checkVpcRanges(input.region, input.ipv4),
        () => checkField(vpcLabel, input.label, "label"),
      );
      requireUniqueLabel(call, "vpc", input.label, "VPCs");
      const there = [...call.world.store.all("vpc")].filter((one) => one.region === input.region);
      if (there.length >= vpcsPerRegion) {
        throw invalid(`You may not have more than ${vpcsPerRegion} VPCs in a region.`, "region");
      }
      const vpcType = input.vpc_type ?? "regular";
      if (vpcType === "rdma" && input.ipv6?.length) {
        throw invalid("RDMA VPCs cannot have IPv6 ranges", "ipv6");
      }
      const now = call.world.clock.timestamp();
      const id = call.world.store.nextId();
      return {
        id,
        label: input.label,
        description: input.description ?? "",
        region: input.region,
        ipv4: input.ipv4 ?? defaultRanges.map((range) => ({ range })),
        ipv6: vpcIpv6(call.world, id, input.region, input.ipv6),
        vpc_type: vpcType,
        created: now,
        updated: now,
      };
    },
    created: (call, record, input) => {
      for (const [index, subnet] of (input.subnets ?? []).entries()) {
        notifySubnet(call.world, addSubnet(call, record, subnet, `subnets[${index}].`), "subnet_create");
      }
    },
  }),
  update: defineChange({
    schema: z.object({ label: z.string().optional(), description: description.optional(), ipv4: ranges }),
    apply: (call, record: VpcRecord, input) => {
      together(
        () => checkVpcRanges(record.region, input.ipv4),
        () => input.label !== undefined && checkField(vpcLabel, input.label, "label"),
      );
      if (input.label !== undefined) requireUniqueLabel(call, "vpc", input.label, "VPCs", record.id);
      checkSubnetsFit(call.world, record.id, input.ipv4);
      return defined({
        label: input.label,
        description: input.description,
        ipv4: input.ipv4 ?? undefined,
      });
    },
  }),
  remove: {
    check: (call, record) => {
      const subnets = call.world.store.where("subnet", "vpc_id", record.id);
      if (subnets.some((subnet) => isUsed(call.world, subnet))) {
        throw invalid("Cannot delete a VPC that has subnets with resources assigned to them.");
      }
    },
    before: (call, record) => {
      for (const subnet of call.world.store.where("subnet", "vpc_id", record.id)) {
        call.world.store.remove("subnet", subnet.id);
        notifySubnet(call.world, subnet, "subnet_delete");
      }
    },
  },
  notifications: { create: "vpc_create", update: "vpc_update", delete: "vpc_delete" },
});

export const vpcs: Section = { resources: [vpc], endpoints: vpcAddresses };
