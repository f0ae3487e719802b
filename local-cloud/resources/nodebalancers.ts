import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { answerList } from "../core/routes";
import type { World } from "../core/world";
import { addDevice, firewallsOf, removeDevicesOf, replaceFirewalls } from "./firewallDevices";
import { allocateIp } from "./ips";
import { defined, id, label, requireRegion, requireUniqueLabel, tags } from "./shared";

export interface NodeBalancerRecord extends Entity {
  id: number;
  label: string;
  region: string;
  type: string;
  ipv4: string;
  created: string;
  updated: string;
  client_conn_throttle: number;
  client_udp_sess_throttle: number;
  tags: string[];
}

declare module "../core/kinds" {
  interface Kinds {
    nodebalancer: NodeBalancerRecord;
  }
}

const balancerLabel = label(
  3,
  32,
  /^[a-zA-Z0-9_-]+$/,
  "Must use only letters, numbers, dashes and underscores",
);
const throttle = z
  .number()
  .int()
  .min(0, "Must be between 0 and 20")
  .max(20, "Must be between 0 and 20")
  .nullish();

function view(world: World, one: NodeBalancerRecord): unknown {
  return {
    ...one,
    hostname: `nb-${one.ipv4.replaceAll(".", "-")}.${one.region}.nodebalancer.linode.com`,
    ipv6: world.addresses.ipv6(one.id),
    frontend_address_type: "public",
    frontend_vpc_subnet_id: null,
    lke_cluster: null,
    locks: [],
    transfer: { in: null, out: null, total: null },
  };
}

function reference(one: NodeBalancerRecord): EntityReference {
  return { id: one.id, type: "nodebalancer", label: one.label, url: `/v4/nodebalancers/${one.id}` };
}

function refuseVpcs(call: Call): void {
  const wanted = call.body.vpcs;
  if (Array.isArray(wanted) && wanted.length > 0) {
    throw invalid("VPC backends are not offered by this local cloud yet", "vpcs");
  }
}

const nodebalancer = defineResource<"nodebalancer">({
  kind: "nodebalancer",
  path: "/nodebalancers",
  scope: "nodebalancers",
  filterable: ["id", "label", "region", "ipv4", "hostname", "tags", "created", "updated"],
  indexes: ["label"],
  view,
  reference: (_, one) => reference(one),
  create: defineCreation({
    schema: z.object({
      region: z.string(),
      label: balancerLabel.nullish(),
      client_conn_throttle: throttle,
      client_udp_sess_throttle: throttle,
      firewall_id: id.nullish(),
      tags,
      type: z.enum(["common", "premium"]).nullish(),
    }),
    build: (call, input): NodeBalancerRecord => {
      requireRegion(input.region, "NodeBalancers");
      refuseVpcs(call);
      if (input.firewall_id != null && call.world.store.get("firewall", input.firewall_id) === undefined) {
        throw invalid("firewall_id is not valid", "firewall_id");
      }
      const { world } = call;
      const balancerId = world.store.nextId();
      const text = input.label ?? `balancer${balancerId}`;
      requireUniqueLabel(call, "nodebalancer", text, "NodeBalancers");
      const now = world.clock.timestamp();
      const address = allocateIp(world, { region: input.region, public: true, nodebalancer_id: balancerId });
      return {
        id: balancerId,
        label: text,
        region: input.region,
        type: input.type ?? "common",
        ipv4: address.id,
        created: now,
        updated: now,
        client_conn_throttle: input.client_conn_throttle ?? 0,
        client_udp_sess_throttle: input.client_udp_sess_throttle ?? 0,
        tags: input.tags ?? [],
      };
    },
    created: (call, record, input) => {
      if (input.firewall_id != null) addDevice(call.world, input.firewall_id, "nodebalancer", record.id);
    },
  }),
  update: defineChange({
    schema: z.object({
      label: balancerLabel.nullish(),
      client_conn_throttle: throttle,
      client_udp_sess_throttle: throttle,
      tags,
    }),
    apply: (call, record: NodeBalancerRecord, input): Partial<NodeBalancerRecord> => {
      if (input.label != null)
        requireUniqueLabel(call, "nodebalancer", input.label, "NodeBalancers", record.id);
      return defined({
        label: input.label ?? undefined,
        client_conn_throttle: input.client_conn_throttle ?? undefined,
        client_udp_sess_throttle: input.client_udp_sess_throttle ?? undefined,
        tags: input.tags,
      });
    },
  }),
  remove: {
    before: (call, record) => {
      const { store } = call.world;
      for (const config of store.where("nodebalancerConfig", "nodebalancer_id", record.id)) {
        for (const node of store.where("nodebalancerNode", "config_id", config.id)) {
          store.remove("nodebalancerNode", node.id);
        }
        store.remove("nodebalancerConfig", config.id);
      }
      store.remove("ip", record.ipv4);
      removeDevicesOf(call.world, "nodebalancer", record.id);
    },
  },
  notifications: {
    create: "nodebalancer_create",
    update: "nodebalancer_update",
    delete: "nodebalancer_delete",
  },
  actions: [
    { method: "GET", path: "firewalls", run: (call, one) => firewallsOf(call, "nodebalancer", one.id) },
    { method: "PUT", path: "firewalls", run: (call, one) => replaceFirewalls(call, "nodebalancer", one.id) },
    { method: "GET", path: "vpcs", run: (call) => answerList(call, [], ["id"]) },
    {
      method: "GET",
      path: "stats",
      run: () => {
        throw invalid("Stats are unavailable at this time.");
      },
    },
  ],
});

export const nodebalancers: Section = { resources: [nodebalancer] };
