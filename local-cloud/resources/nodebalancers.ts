import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { addDevice, firewallsOf, removeDevicesOf, replaceFirewalls } from "./firewallDevices";
import { firewallForNew } from "./firewallSettings";
import { allocateIp, type IpRecord, releaseIp, takeReserved } from "./ips";
import { locksOf, refuseLocked, removeLocksOf } from "./locks";
import { addConfig, configSchema, removeNodes } from "./nodebalancerConfigs";
import { balancerReference } from "./nodebalancerEvents";
import { balancerVpcSchema, planVpcs } from "./nodebalancerVpcs";
import { defined, label, requireRegion, requireUniqueLabel, tags } from "./shared";

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

/** A NodeBalancer as answers show it. */
export function nodebalancerView(world: World, one: NodeBalancerRecord): unknown {
  return {
    ...one,
    hostname: `nb-${one.ipv4.replaceAll(".", "-")}.${one.region}.nodebalancer.linode.com`,
    ipv6: world.addresses.ipv6(one.id),
    frontend_address_type: "public",
    frontend_vpc_subnet_id: null,
    lke_cluster: null,
    locks: locksOf(world, "nodebalancer", one.id),
    transfer: { in: null, out: null, total: null },
  };
}

/** A new address, or the reserved one that the request names. */
function address(
  call: Call,
  region: string,
  nodebalancer_id: number,
  asked: string | null | undefined,
): IpRecord {
  if (asked == null) return allocateIp(call.world, { region, public: true, nodebalancer_id });
  return takeReserved(call.world, asked, region, { nodebalancer_id }, "ipv4");
}

const nodebalancer = defineResource<"nodebalancer">({
  kind: "nodebalancer",
  path: "/nodebalancers",
  scope: "nodebalancers",
  filterable: ["id", "label", "region", "ipv4", "hostname", "tags", "created", "updated"],
  indexes: ["label"],
  view: nodebalancerView,
  reference: (_, one) => balancerReference(one),
  create: defineCreation({
    schema: z.object({
      region: z.string(),
      label: balancerLabel.nullish(),
      client_conn_throttle: throttle,
      client_udp_sess_throttle: throttle,
      firewall_id: z.number().int().nullish(),
      tags,
      type: z.enum(["common", "premium", "premium_40gb"]).nullish(),
      ipv4: z.string().nullish(),
      vpcs: z.array(balancerVpcSchema).nullish(),
      // Lazy, as the two files know each other.
      configs: z.lazy(() => z.array(configSchema)).nullish(),
    }),
    build: (call, input): NodeBalancerRecord => {
      requireRegion(input.region, "NodeBalancers");
      const { world } = call;
      const id = world.store.nextId();
      const text = input.label ?? `balancer${id}`;
      requireUniqueLabel(call, "nodebalancer", text, "NodeBalancers");
      const now = world.clock.timestamp();
      return {
        id,
        label: text,
        region: input.region,
        type: input.type ?? "common",
        ipv4: address(call, input.region, id, input.ipv4).id,
        created: now,
        updated: now,
        client_conn_throttle: input.client_conn_throttle ?? 0,
        client_udp_sess_throttle: input.client_udp_sess_throttle ?? 0,
        tags: input.tags ?? [],
      };
    },
    created: (call, record, input) => {
      for (const one of planVpcs(call, record, input.vpcs ?? [])) {
        call.world.store.insert("nodebalancerVpc", one);
      }
      for (const one of input.configs ?? []) addConfig(call, record.id, one);
      const firewall = firewallForNew(call.world, "nodebalancer", input.firewall_id);
      if (firewall !== undefined) addDevice(call.world, firewall, "nodebalancer", record.id);
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
    check: (call, record) => refuseLocked(call.world, "nodebalancer", record.id, "whole"),
    before: (call, record) => {
      const { store } = call.world;
      for (const config of store.where("nodebalancerConfig", "nodebalancer_id", record.id)) {
        removeNodes(call.world, config.id);
        store.remove("nodebalancerConfig", config.id);
      }
      for (const one of store.where("nodebalancerVpc", "nodebalancer_id", record.id)) {
        store.remove("nodebalancerVpc", one.id);
      }
      const ip = store.get("ip", record.ipv4);
      if (ip !== undefined) releaseIp(call.world, ip);
      removeDevicesOf(call.world, "nodebalancer", record.id);
      removeLocksOf(call.world, "nodebalancer", record.id);
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
