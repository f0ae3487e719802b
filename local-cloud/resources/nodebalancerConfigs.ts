import { createHash, X509Certificate } from "node:crypto";
import { z } from "zod";
import { parseIpv4 } from "../core/addresses";
import { defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import type { World } from "../core/world";
import { defined, id } from "./shared";

export interface NodeBalancerConfigRecord extends Entity {
  id: number;
  port: number;
  protocol: string;
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

export interface NodeBalancerNodeRecord extends Entity {
  id: number;
  address: string;
  label: string;
  status: string;
  weight: number;
  mode: string;
  config_id: number;
  nodebalancer_id: number;
}

declare module "../core/kinds" {
  interface Kinds {
    nodebalancerConfig: NodeBalancerConfigRecord;
    nodebalancerNode: NodeBalancerNodeRecord;
  }
}

const port = z
  .number()
  .int()
  .min(1, "Must be between 1 and 65535")
  .max(65_535, "Must be between 1 and 65535");

const configSchema = z.object({
  port: port.nullish(),
  protocol: z.enum(["http", "https", "tcp", "udp"]).nullish(),
  algorithm: z.enum(["roundrobin", "leastconn", "source", "ring_hash"]).nullish(),
  stickiness: z.enum(["none", "table", "http_cookie", "session", "source_ip"]).nullish(),
  check: z.enum(["none", "connection", "http", "http_body"]).nullish(),
  check_interval: z.number().int().nullish(),
  check_timeout: z.number().int().nullish(),
  check_attempts: z.number().int().nullish(),
  check_path: z.string().nullish(),
  check_body: z.string().nullish(),
  check_passive: z.boolean().nullish(),
  proxy_protocol: z.enum(["none", "v1", "v2"]).nullish(),
  cipher_suite: z.enum(["recommended", "legacy", "none"]).nullish(),
  ssl_cert: z.string().nullish(),
  ssl_key: z.string().nullish(),
  udp_check_port: port.nullish(),
});

type ConfigInput = z.output<typeof configSchema>;

/** What the API shows of a certificate: the common name and its SHA-1 fingerprint; the key is never shown. */
function certificateFields(input: ConfigInput): Partial<NodeBalancerConfigRecord> {
  if (!input.ssl_cert) return {};
  try {
    const certificate = new X509Certificate(input.ssl_cert);
    return {
      ssl_commonname: /CN=(.*)/.exec(certificate.subject)?.[1] ?? "",
      ssl_fingerprint: certificate.fingerprint,
      ssl_cert: "<REDACTED>",
      ssl_key: "<REDACTED>",
    };
  } catch {
    const digest = createHash("sha1").update(input.ssl_cert).digest("hex");
    throw invalid(`ssl_cert is not a valid certificate (${digest.slice(0, 8)})`, "ssl_cert");
  }
}

function fieldsOf(input: ConfigInput): Partial<NodeBalancerConfigRecord> {
  const { ssl_cert: _, ssl_key: __, ...plain } = input;
  const set = Object.fromEntries(Object.entries(plain).filter(([, value]) => value != null));
  return { ...(set as Partial<NodeBalancerConfigRecord>), ...certificateFields(input) };
}

/** Combinations that the platform refuses. */
function check(config: NodeBalancerConfigRecord, others: readonly NodeBalancerConfigRecord[]): void {
  const udp = config.protocol === "udp";
  const clash = others.some(
    (one) => one.id !== config.id && one.port === config.port && (one.protocol === "udp") === udp,
  );
  if (clash) throw invalid("Port is already in use by another configuration", "port");
  if (config.proxy_protocol !== "none" && config.protocol !== "tcp") {
    throw invalid("Proxy protocol is only available with the TCP protocol", "proxy_protocol");
  }
  if (config.protocol === "https" && (config.ssl_cert === null || config.ssl_key === null)) {
    throw invalid("ssl_cert is required", "ssl_cert");
  }
  if ((config.check === "http" || config.check === "http_body") && config.check_path === "") {
    throw invalid("check_path is required", "check_path");
  }
}

const config = defineResource<"nodebalancerConfig">({
  kind: "nodebalancerConfig",
  path: "/nodebalancers/:nodebalancer_id/configs",
  parents: { nodebalancer_id: "nodebalancer" },
  scope: "nodebalancers",
  filterable: ["id", "port", "protocol"],
  view: (world, one) => {
    const nodes = world.store.where("nodebalancerNode", "config_id", one.id).length;
    return {
      ...one,
      nodes_status: { up: 0, down: nodes },
      udp_session_timeout: 16,
    };
  },
  create: defineCreation({
    schema: configSchema,
    build: (call, input): NodeBalancerConfigRecord => {
      const udp = input.protocol === "udp";
      const nodebalancer_id = Number(call.params.nodebalancer_id);
      const record: NodeBalancerConfigRecord = {
        id: call.world.store.nextId(),
        port: 80,
        protocol: "http",
        algorithm: "roundrobin",
        stickiness: udp ? "session" : "none",
        check: "none",
        check_interval: 5,
        check_timeout: 3,
        check_attempts: 2,
        check_path: "",
        check_body: "",
        check_passive: !udp,
        proxy_protocol: "none",
        cipher_suite: udp ? "none" : "recommended",
        nodebalancer_id,
        ssl_commonname: "",
        ssl_fingerprint: "",
        ssl_cert: null,
        ssl_key: null,
        udp_check_port: 80,
        ...fieldsOf(input),
      };
      check(record, call.world.store.where("nodebalancerConfig", "nodebalancer_id", nodebalancer_id));
      return record;
    },
  }),
  update: defineChange({
    schema: configSchema,
    apply: (call, record: NodeBalancerConfigRecord, input) => {
      const changes = fieldsOf(input);
      const others = call.world.store.where("nodebalancerConfig", "nodebalancer_id", record.nodebalancer_id);
      check({ ...record, ...changes }, others);
      return changes;
    },
  }),
  remove: {
    before: (call, record) => {
      for (const node of call.world.store.where("nodebalancerNode", "config_id", record.id)) {
        call.world.store.remove("nodebalancerNode", node.id);
      }
    },
  },
});

const nodeLabel = z
  .string()
  .min(3, "Length must be 3-32 characters")
  .max(32, "Length must be 3-32 characters");
const weight = z
  .number()
  .int()
  .min(1, "Must be between 1 and 255")
  .max(255, "Must be between 1 and 255")
  .nullish();
const mode = z.enum(["accept", "reject", "drain", "backup"]).nullish();

/** Backends are private addresses of Linodes; VPC backends came after the provider that this serves. */
function checkAddress(text: string): void {
  const [address = "", portText = "", ...rest] = text.split(":");
  const number = parseIpv4(address);
  if (Number.isNaN(number) || rest.length > 0 || !/^\d{1,5}$/.test(portText) || Number(portText) > 65_535) {
    throw invalid("Must be an IPv4 address and a port, such as 192.168.130.5:443", "address");
  }
  if (!(number >= parseIpv4("192.168.128.0") && number <= parseIpv4("192.168.255.255"))) {
    throw invalid("Must begin with a private address of 192.168.128.0/17", "address");
  }
}

const node = defineResource<"nodebalancerNode">({
  kind: "nodebalancerNode",
  path: "/nodebalancers/:nodebalancer_id/configs/:config_id/nodes",
  parents: { nodebalancer_id: "nodebalancer", config_id: "nodebalancerConfig" },
  scope: "nodebalancers",
  filterable: ["id", "label", "address", "mode", "status", "weight"],
  view: (_: World, one) => ({ ...one, vpc_config_id: null }),
  create: defineCreation({
    schema: z.object({ address: z.string(), label: nodeLabel, weight, mode, subnet_id: id.nullish() }),
    build: (call, input): NodeBalancerNodeRecord => {
      checkAddress(input.address);
      return {
        id: call.world.store.nextId(),
        address: input.address,
        label: input.label,
        status: "Unknown",
        weight: input.weight ?? 100,
        mode: input.mode ?? "accept",
        config_id: Number(call.params.config_id),
        nodebalancer_id: Number(call.params.nodebalancer_id),
      };
    },
  }),
  update: defineChange({
    schema: z.object({ address: z.string().nullish(), label: nodeLabel.nullish(), weight, mode }),
    apply: (_call, _record: NodeBalancerNodeRecord, input): Partial<NodeBalancerNodeRecord> => {
      if (input.address != null) checkAddress(input.address);
      return defined({
        address: input.address ?? undefined,
        label: input.label ?? undefined,
        weight: input.weight ?? undefined,
        mode: input.mode ?? undefined,
      });
    },
  }),
  remove: {},
});

export const nodebalancerConfigs: Section = { resources: [config, node] };
