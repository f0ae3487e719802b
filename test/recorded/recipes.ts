import type { Foreign } from "./foreign";
import { isObject, type JsonObject } from "./json";
import { shapeOf } from "./scope";

type Recipe = (view: JsonObject, foreign: Foreign) => JsonObject;

const password = "aA1!replayed-conversation";
const fallbackRegion = "us-ord";

/** The view's fields of these names, as far as it has them. */
function take(view: JsonObject, ...keys: string[]): JsonObject {
  return Object.fromEntries(
    keys.filter((key) => view[key] !== undefined && view[key] !== null).map((key) => [key, view[key]]),
  );
}

/** How to make a thing that looks like its view; what the view doesn't show takes a default. */
const recipes: Readonly<Record<string, Recipe>> = {
  "/linode/instances": (view, { region }) => ({
    region: region ?? fallbackRegion,
    type: "g6-nanode-1",
    booted: view.status === "running",
    ...take(view, "label", "type", "tags", "group", "watchdog_enabled"),
    ...(typeof view.image === "string" ? { image: view.image, root_pass: password } : {}),
  }),
  "/linode/instances/:id/configs": (view) => ({
    label: "config",
    devices: {},
    ...take(view, "label", "kernel"),
  }),
  "/linode/instances/:id/disks": (view) => ({
    label: "disk",
    size: 1024,
    ...take(view, "label", "size", "filesystem"),
  }),
  "/linode/instances/:id/ips": (view) => ({ type: "ipv4", public: true, ...take(view, "public") }),
  "/networking/firewalls": (view, { id }) => ({
    label: `firewall-${id}`,
    rules: firewallRules(view.rules),
    ...take(view, "label", "tags"),
  }),
  "/volumes": (view, { region }) => ({
    region: region ?? fallbackRegion,
    label: "volume",
    ...take(view, "label", "size", "tags", "encryption", "linode_id"),
  }),
  "/vpcs": (view, { id, region }) => ({
    label: `vpc-${id}`,
    region: region ?? fallbackRegion,
    ...take(view, "label", "description", "vpc_type"),
  }),
  "/vpcs/:id/subnets": (view) => ({ label: "subnet", ipv4: "10.0.0.0/24", ...take(view, "label", "ipv4") }),
  "/nodebalancers": (view, { region }) => ({
    region: region ?? fallbackRegion,
    ...take(view, "label", "tags", "client_conn_throttle"),
  }),
  "/nodebalancers/:id/configs": (view) => ({
    port: 80,
    protocol: "http",
    ...take(view, "port", "protocol", "algorithm", "stickiness", "check"),
  }),
  "/nodebalancers/:id/configs/:id/nodes": (view) => take(view, "address", "label", "weight", "mode"),
  "/networking/reserved/ips": (view) => take(view, "region", "tags"),
  "/domains": (view, { id }) => ({
    domain: `domain-${id}.com`,
    type: "master",
    soa_email: "admin@example.com",
    ...take(view, "domain", "type", "soa_email", "tags", "description", "master_ips"),
  }),
  "/domains/:id/records": (view) => ({
    type: "TXT",
    target: "text",
    ...take(view, "type", "name", "target"),
  }),
  "/placement/groups": (view, { id, region }) => ({
    label: `group-${id}`,
    region: region ?? fallbackRegion,
    placement_group_type: "anti_affinity:local",
    placement_group_policy: "flexible",
    ...take(view, "label", "placement_group_type", "placement_group_policy"),
  }),
  "/linode/stackscripts": (view) => ({
    label: "stackscript",
    images: ["any/all"],
    script: "#!/bin/sh\n",
    ...take(view, "label", "images", "script", "description"),
  }),
  "/object-storage/buckets": (view) => take(view, "label", "region"),
  "/tags": (view) => take(view, "label"),
  "/account/users": (view, { id }) => ({
    username: id,
    email: `${id}@example.com`,
    restricted: false,
    ...take(view, "email", "restricted"),
  }),
  "/object-storage/keys": (view) => ({ label: "key", ...take(view, "label") }),
  "/profile/sshkeys": (view) => take(view, "label", "ssh_key"),
  "/profile/tokens": (view) => take(view, "label", "scopes"),
};

/** The request's body that makes a thing, or undefined where none is known. */
export function recipeFor(foreign: Foreign): JsonObject | undefined {
  return recipes[shapeOf(foreign.collection)]?.(foreign.view, foreign);
}

function firewallRules(shown: unknown): JsonObject {
  const rules = isObject(shown) ? shown : {};
  return {
    inbound_policy: "ACCEPT",
    outbound_policy: "ACCEPT",
    ...take(rules, "inbound", "outbound", "inbound_policy", "outbound_policy"),
  };
}
