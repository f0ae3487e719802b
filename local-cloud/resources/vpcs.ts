import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { ApiError, type ErrorDetail, invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import type { World } from "../core/world";
import { interfaceAddress } from "./interfaces";
import { asciiLabel, asciiLabelText, defined, label, requireRegion, requireUniqueLabel } from "./shared";
import { addSubnet, subnetSchema, subnetView } from "./subnets";

export interface VpcRecord extends Entity {
  id: number;
  label: string;
  description: string;
  region: string;
  ipv4: { range: string }[];
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
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/17"];

const vpcLabel = label(1, 64, asciiLabel, asciiLabelText);
const ranges = z.array(z.object({ range: z.string() })).nullish();

function view(world: World, vpc: VpcRecord): unknown {
  return {
    id: vpc.id,
    label: vpc.label,
    description: vpc.description,
    region: vpc.region,
    ipv4: vpc.ipv4,
    ipv6: null,
    subnets: world.store.where("subnet", "vpc_id", vpc.id).map((subnet) => subnetView(world, subnet)),
    vpc_type: "regular",
    created: vpc.created,
    updated: vpc.updated,
  };
}

/** Ranges of one's own are offered in few regions; recorded is the refusal. */
function checkRanges(given: { range: string }[] | null | undefined): void {
  if (given == null) return;
  const errors: ErrorDetail[] = [
    { reason: "Customer defined IPv4 ranges are not supported in this region", field: "ipv4" },
    ...given.map((_, index) => ({
      reason: "You must not use any custom IPv4 range for VPCs.",
      field: `ipv4[${index}].range`,
    })),
  ];
  throw new ApiError(400, errors);
}

const vpc = defineResource<"vpc">({
  kind: "vpc",
  path: "/vpcs",
  scope: "vpc",
  filterable: ["id", "label", "description", "region", "created", "updated"],
  indexes: ["label"],
  view,
  reference: (_, one) => ({ id: one.id, type: "vpc", label: one.label, url: `/v4/vpcs/${one.id}` }),
  create: defineCreation({
    schema: z.object({
      label: vpcLabel,
      region: z.string(),
      description: z.string().max(255, "Length must be 0-255 characters").nullish(),
      subnets: z.array(subnetSchema).nullish(),
      ipv4: ranges,
    }),
    build: (call, input): VpcRecord => {
      requireRegion(input.region, "VPCs");
      checkRanges(input.ipv4);
      requireUniqueLabel(call, "vpc", input.label, "VPCs");
      const there = [...call.world.store.all("vpc")].filter((one) => one.region === input.region);
      if (there.length >= vpcsPerRegion) {
        throw invalid(`You may not have more than ${vpcsPerRegion} VPCs in a region.`, "region");
      }
      const now = call.world.clock.timestamp();
      return {
        id: call.world.store.nextId(),
        label: input.label,
        description: input.description ?? "",
        region: input.region,
        ipv4: privateRanges.map((range) => ({ range })),
        created: now,
        updated: now,
      };
    },
    created: (call, record, input) => {
      for (const [index, subnet] of (input.subnets ?? []).entries()) {
        addSubnet(call, record, subnet, `subnets[${index}].`);
      }
    },
  }),
  update: defineChange({
    schema: z.object({ label: vpcLabel.optional(), description: z.string().optional(), ipv4: ranges }),
    apply: (call, record: VpcRecord, input) => {
      checkRanges(input.ipv4);
      if (input.label !== undefined) requireUniqueLabel(call, "vpc", input.label, "VPCs", record.id);
      return defined({ label: input.label, description: input.description });
    },
  }),
  remove: {
    check: (call, record) => {
      const used = call.world.store
        .where("subnet", "vpc_id", record.id)
        .some((subnet) => call.world.store.where("interface", "subnet_id", subnet.id).length > 0);
      if (used) throw invalid("Cannot delete a VPC that has subnets with resources assigned to them.");
    },
    before: (call, record) => {
      for (const subnet of call.world.store.where("subnet", "vpc_id", record.id)) {
        call.world.store.remove("subnet", subnet.id);
      }
    },
  },
  notifications: { create: "vpc_create", update: "vpc_update", delete: "vpc_delete" },
});

/** `/vpcs/ips`: every address that an interface has in a VPC. */
function vpcAddresses(call: Call, vpcId?: number): unknown {
  const { store } = call.world;
  if (vpcId !== undefined && store.get("vpc", vpcId) === undefined) throw notFound();
  const interfaces = vpcId === undefined ? store.all("interface") : store.where("interface", "vpc_id", vpcId);
  const rows: unknown[] = [];
  for (const one of interfaces) if (one.subnet_id !== null) rows.push(interfaceAddress(call.world, one));
  return answerList(call, rows, ["address", "vpc_id", "subnet_id", "region", "linode_id", "active"]);
}

export const vpcs: Section = {
  resources: [vpc],
  endpoints: [
    { method: "GET", path: "/vpcs/ips", scope: "vpc", run: (call) => vpcAddresses(call) },
    {
      method: "GET",
      path: "/vpcs/:id/ips",
      scope: "vpc",
      run: (call) => vpcAddresses(call, Number(call.params.id)),
    },
  ],
};
