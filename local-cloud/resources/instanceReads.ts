import type { Action, Call } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { answerList } from "../core/routes";
import { firewallsOf, replaceFirewalls } from "./firewallDevices";
import { instanceReference } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { nodebalancerView } from "./nodebalancers";
import { volumeView } from "./volumes";

function volumes(call: Call, linode: InstanceRecord): unknown {
  const rows = call.world.store.where("volume", "linode_id", linode.id);
  return answerList(
    call,
    rows.map((volume) => volumeView(call.world, volume)),
    ["id", "label", "status", "size", "region", "tags", "encryption"],
  );
}

/** The NodeBalancers that send requests to one of the Linode's addresses. */
function nodebalancers(call: Call, linode: InstanceRecord): unknown {
  const { store } = call.world;
  const addresses = new Set<string>(store.where("ip", "linode_id", linode.id).map((ip) => ip.id));
  for (const one of store.where("interface", "instance_id", linode.id)) {
    if (one.ipv4 !== null) addresses.add(one.ipv4.vpc);
  }
  const ids = new Set<number>();
  for (const node of store.all("nodebalancerNode")) {
    if (addresses.has(node.address.replace(/:\d+$/, ""))) ids.add(node.nodebalancer_id);
  }
  const found = [...ids].sort((a, b) => a - b).flatMap((id) => store.get("nodebalancer", id) ?? []);
  return answerList(
    call,
    found.map((one) => nodebalancerView(call.world, one)),
    ["id", "label", "region", "hostname", "ipv4", "ipv6", "tags"],
  );
}

/** Throws 404 unless the path names a month that has begun, from 2000 on. */
function requireMonth(call: Call): void {
  const { year = "", month = "" } = call.params;
  if (!/^20\d\d$/.test(year) || !/^(0?[1-9]|1[0-2])$/.test(month)) throw notFound();
  if (new Date(Date.UTC(Number(year), Number(month) - 1)) > call.world.clock.now()) {
    throw invalid("Must be the current month or one in the past");
  }
}

function monthlyTransfer(call: Call): unknown {
  requireMonth(call);
  return { bytes_in: 0, bytes_out: 0, bytes_total: 0 };
}

/** A Linode here has no load to measure; the platform says the same of one that has just been made. */
function noStats(): never {
  throw invalid("Stats are unavailable at this time.");
}

function applyFirewalls(call: Call, linode: InstanceRecord): unknown {
  call.world.jobs.notify({ action: "firewall_apply", kind: "instance", entity: instanceReference(linode) });
  return {};
}

/** What can be asked about a Linode, and its firewalls. */
export const instanceReads: readonly Action<InstanceRecord>[] = [
  { method: "GET", path: "volumes", run: volumes },
  { method: "GET", path: "nodebalancers", run: nodebalancers },
  {
    method: "GET",
    path: "firewalls",
    run: (call, linode) => firewallsOf(call, "linode", linode.id),
  },
  {
    method: "PUT",
    path: "firewalls",
    run: (call, linode) => replaceFirewalls(call, "linode", linode.id),
  },
  { method: "POST", path: "firewalls/apply", run: applyFirewalls },
  {
    method: "GET",
    path: "transfer",
    run: (_, linode) => ({ used: 0, quota: linode.specs.transfer, billable: 0 }),
  },
  { method: "GET", path: "transfer/:year/:month", run: monthlyTransfer },
  { method: "GET", path: "stats", run: noStats },
  {
    method: "GET",
    path: "stats/:year/:month",
    run: (call) => {
      requireMonth(call);
      return noStats();
    },
  },
];
