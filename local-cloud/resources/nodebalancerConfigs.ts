import { createPrivateKey, X509Certificate } from "node:crypto";
import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { refuseLocked } from "./locks";
import { notifyBalancer } from "./nodebalancerEvents";
import { nodesStatus } from "./nodebalancerHealth";
import { changeNode, newNode, nodeSchema, rebuiltNodeSchema } from "./nodebalancerNodes";
import { given, whole } from "./shared";

/** A port of a NodeBalancer. */
export interface NodeBalancerConfigRecord extends Entity {
  id: number;
  port: number;
  protocol: "http" | "https" | "tcp" | "udp";
  algorithm: string;
  stickiness: string;
  check: string;
  check_interval: number;
  check_timeout: number;
  check_attempts: number;
  check_path: string;
  check_body: string;
  check_passive: boolean;
  proxy_protocol: string;
  cipher_suite: string;
  nodebalancer_id: number;
  ssl_commonname: string;
  ssl_fingerprint: string;
  ssl_cert: string | null;
  ssl_key: string | null;
  udp_check_port: number;
}

declare module "../core/kinds" {
  interface Kinds {
    nodebalancerConfig: NodeBalancerConfigRecord;
  }
}

const configFields = {
  port: whole(1, 65_535),
  protocol: z.enum(["http", "https", "tcp", "udp"]).nullish(),
  algorithm: z.enum(["roundrobin", "leastconn", "source", "ring_hash"]).nullish(),
  stickiness: z.enum(["none", "table", "http_cookie", "session", "source_ip"]).nullish(),
  check: z.enum(["none", "connection", "http", "http_body"]).nullish(),
  check_interval: whole(2, 3600),
  check_timeout: whole(1, 30),
  check_attempts: whole(1, 30),
  // The document's pattern; it knows no underscores.
  check_path: z
    .string()
    .regex(/^[a-zA-Z0-9/\-%?&=.]*$/, "Must be a path of letters, digits and / - % ? & = .")
    .nullish(),
  check_body: z.string().nullish(),
  check_passive: z.boolean().nullish(),
  proxy_protocol: z.enum(["none", "v1", "v2"]).nullish(),
  cipher_suite: z.enum(["recommended", "legacy", "none"]).nullish(),
  ssl_cert: z.string().nullish(),
  ssl_key: z.string().nullish(),
  udp_check_port: whole(1, 65_535),
};

/** A configuration as a request gives it, with its nodes where it is made together with them. */
export const configSchema = z.object({ ...configFields, nodes: z.array(nodeSchema).nullish() });

type ConfigInput = z.output<typeof configSchema>;

/** What the API shows of a certificate: the common name and its SHA-1 fingerprint; the key is never shown or kept. */
function certificateFields(input: ConfigInput): Partial<NodeBalancerConfigRecord> {
  if (!input.ssl_cert) return {};
  const certificate = read(() => new X509Certificate(input.ssl_cert ?? ""), "ssl_cert", "certificate");
  if (!input.ssl_key) throw invalid("ssl_key is required", "ssl_key");
  const key = read(() => createPrivateKey(input.ssl_key ?? ""), "ssl_key", "private key");
  if (!certificate.checkPrivateKey(key)) throw invalid("ssl_key must belong to ssl_cert", "ssl_key");
  return {
    ssl_commonname: /CN=(.*)/.exec(certificate.subject)?.[1] ?? "",
    ssl_fingerprint: certificate.fingerprint,
    ssl_cert: "<REDACTED>",
    ssl_key: "<REDACTED>",
  };
}

function read<T>(work: () => T, field: string, what: string): T {
  try {
    return work();
  } catch {
    throw invalid(`${field} is not a valid ${what} in PEM format`, field);
  }
}

function fieldsOf(input: ConfigInput): Partial<NodeBalancerConfigRecord> {
  const { ssl_cert: _, ssl_key: __, nodes: ___, ...plain } = input;
  return { ...given(plain), ...certificateFields(input) };
}

/** What can't be chosen for UDP is as it is, whatever was asked: the document calls it read-only. */
function settled(config: NodeBalancerConfigRecord): NodeBalancerConfigRecord {
  return config.protocol === "udp" ? { ...config, check_passive: false, cipher_suite: "none" } : config;
}

/** What each protocol takes, by the API's document. */
const choices: Record<NodeBalancerConfigRecord["protocol"], { algorithm: string[]; stickiness: string[] }> = {
  udp: { algorithm: ["roundrobin", "leastconn", "ring_hash"], stickiness: ["none", "session", "source_ip"] },
  tcp: { algorithm: ["roundrobin", "leastconn", "source"], stickiness: ["none", "table"] },
  http: { algorithm: ["roundrobin", "leastconn", "source"], stickiness: ["none", "table", "http_cookie"] },
  https: { algorithm: ["roundrobin", "leastconn", "source"], stickiness: ["none", "table", "http_cookie"] },
};

/** Throws the combinations that the platform refuses. */
function check(config: NodeBalancerConfigRecord, others: readonly NodeBalancerConfigRecord[]): void {
  const udp = config.protocol === "udp";
  const clash = others.some(
    (one) => one.id !== config.id && one.port === config.port && (one.protocol === "udp") === udp,
  );
  if (clash) throw invalid("Port is already in use by another configuration", "port");
  const { algorithm, stickiness } = choices[config.protocol];
  const protocol = config.protocol.toUpperCase();
  if (!algorithm.includes(config.algorithm)) {
    throw invalid(`Must be one of ${algorithm.join(", ")} for ${protocol}`, "algorithm");
  }
  if (!stickiness.includes(config.stickiness)) {
    throw invalid(`Must be one of ${stickiness.join(", ")} for ${protocol}`, "stickiness");
  }
  if (config.proxy_protocol !== "none" && config.protocol !== "tcp") {
    throw invalid("Proxy protocol is only available with the TCP protocol", "proxy_protocol");
  }
  if (config.protocol === "https" && (config.ssl_cert === null || config.ssl_key === null)) {
    throw invalid("ssl_cert is required", "ssl_cert");
  }
  if ((config.check === "http" || config.check === "http_body") && config.check_path === "") {
    throw invalid("check_path is required", "check_path");
  }
  if (config.check === "http_body" && config.check_body === "") {
    throw invalid("check_body is required", "check_body");
  }
}

/** What a change of protocol sets back, where the request says nothing. */
function protocolDefaults(udp: boolean): Partial<NodeBalancerConfigRecord> {
  return udp
    ? { stickiness: "session", check_passive: false, cipher_suite: "none" }
    : { stickiness: "none", check_passive: true, cipher_suite: "recommended" };
}

/** Makes and inserts a configuration with its nodes. */
export function addConfig(call: Call, nodebalancer_id: number, input: ConfigInput): NodeBalancerConfigRecord {
  const { store } = call.world;
  const config = store.insert("nodebalancerConfig", buildConfig(call, nodebalancer_id, input));
  addNodes(call, config, input);
  return config;
}

function addNodes(call: Call, config: NodeBalancerConfigRecord, input: ConfigInput): void {
  for (const node of input.nodes ?? []) {
    call.world.store.insert("nodebalancerNode", newNode(call, config, node));
  }
}

function buildConfig(call: Call, nodebalancer_id: number, input: ConfigInput): NodeBalancerConfigRecord {
  const record = settled({
    id: call.world.store.nextId(),
    port: 80,
    protocol: "http",
    algorithm: "roundrobin",
    stickiness: "none",
    check: "none",
    check_interval: 31,
    check_timeout: 30,
    check_attempts: 3,
    check_path: "",
    check_body: "",
    check_passive: true,
    proxy_protocol: "none",
    cipher_suite: "recommended",
    nodebalancer_id,
    ssl_commonname: "",
    ssl_fingerprint: "",
    ssl_cert: null,
    ssl_key: null,
    udp_check_port: 80,
    ...protocolDefaults(input.protocol === "udp"),
    ...fieldsOf(input),
  });
  check(record, siblings(call.world, nodebalancer_id));
  return record;
}

function siblings(world: World, nodebalancer_id: number): NodeBalancerConfigRecord[] {
  return world.store.where("nodebalancerConfig", "nodebalancer_id", nodebalancer_id);
}

function changes(
  call: Call,
  record: NodeBalancerConfigRecord,
  input: ConfigInput,
): Partial<NodeBalancerConfigRecord> {
  const crosses = input.protocol != null && (input.protocol === "udp") !== (record.protocol === "udp");
  const defaults = crosses ? protocolDefaults(input.protocol === "udp") : {};
  const next = settled({ ...record, ...defaults, ...fieldsOf(input) });
  check(next, siblings(call.world, record.nodebalancer_id));
  return next;
}

function view(world: World, one: NodeBalancerConfigRecord): unknown {
  return { ...one, nodes_status: nodesStatus(world, one), udp_session_timeout: 16 };
}

function notify(world: World, one: NodeBalancerConfigRecord, action: string): void {
  notifyBalancer(world, one.nodebalancer_id, action, {
    id: one.id,
    type: "nodebalancer_config",
    label: `port ${one.port}`,
    url: `/v4/nodebalancers/${one.nodebalancer_id}/configs/${one.id}`,
  });
}

/** Changes a configuration and its whole set of nodes at once; nodes named by their id stay. */
function rebuild(call: Call, record: NodeBalancerConfigRecord): unknown {
  const input = validate(
    z.object({ ...configFields, nodes: z.array(rebuiltNodeSchema).nullish() }),
    call.body,
  );
  const { store } = call.world;
  const config =
    store.patch("nodebalancerConfig", record.id, changes(call, record, { ...input, nodes: null })) ?? record;
  const old = store.where("nodebalancerNode", "config_id", config.id);
  const kept = new Set((input.nodes ?? []).flatMap((node) => node.id ?? []));
  for (const node of old) if (!kept.has(node.id)) store.remove("nodebalancerNode", node.id);
  for (const [index, node] of (input.nodes ?? []).entries()) {
    if (node.id == null) {
      store.insert("nodebalancerNode", newNode(call, config, node));
      continue;
    }
    const before = old.find((one) => one.id === node.id);
    if (before === undefined) throw invalid("id is not valid", `nodes[${index}].id`);
    store.patch("nodebalancerNode", before.id, changeNode(call, before, node));
  }
  notify(call.world, config, "nodebalancer_config_update");
  return view(call.world, config);
}

/** Removes a configuration's nodes. */
export function removeNodes(world: World, configId: number): void {
  for (const node of world.store.where("nodebalancerNode", "config_id", configId)) {
    world.store.remove("nodebalancerNode", node.id);
  }
}

const config = defineResource<"nodebalancerConfig">({
  kind: "nodebalancerConfig",
  path: "/nodebalancers/:nodebalancer_id/configs",
  parents: { nodebalancer_id: "nodebalancer" },
  scope: "nodebalancers",
  filterable: ["id", "port", "protocol"],
  view,
  create: defineCreation({
    schema: configSchema,
    build: (call, input): NodeBalancerConfigRecord =>
      buildConfig(call, Number(call.params.nodebalancer_id), input),
    created: (call, record, input) => {
      addNodes(call, record, input);
      notify(call.world, record, "nodebalancer_config_create");
    },
  }),
  update: defineChange({
    schema: configSchema.omit({ nodes: true }),
    apply: (call, record: NodeBalancerConfigRecord, input) =>
      changes(call, record, { ...input, nodes: null }),
    updated: (call, record) => notify(call.world, record, "nodebalancer_config_update"),
  }),
  remove: {
    check: (call, record) => {
      if (call.world.store.get("nodebalancer", record.nodebalancer_id) === undefined) throw notFound();
      refuseLocked(call.world, "nodebalancer", record.nodebalancer_id, "part");
    },
    before: (call, record) => {
      removeNodes(call.world, record.id);
      notify(call.world, record, "nodebalancer_config_delete");
    },
  },
  actions: [{ method: "POST", path: "rebuild", run: rebuild }],
});

export const nodebalancerConfigs: Section = { resources: [config] };
