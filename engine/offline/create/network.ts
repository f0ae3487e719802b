import { given, list, type Plain, sameLabel, snakeAll, type Translator } from "./translator";

const vpc: Translator = {
  collection: () => "/vpcs",
  body: (inputs) => snakeAll(inputs),
  isSame: sameLabel,
  outputs: (object) =>
    given({ created: object.created, updated: object.updated, description: object.description }),
};

const vpcSubnet: Translator = {
  collection: (inputs) => `/vpcs/${inputs.vpcId}/subnets`,
  body: (inputs) => snakeAll(inputs, "vpcId"),
  isSame: sameLabel,
  outputs: (object) => given({ created: object.created, updated: object.updated }),
};

function rules(items: unknown): Plain[] {
  return list(items).map((rule) =>
    given({
      label: rule.label,
      description: rule.description,
      action: rule.action,
      protocol: rule.protocol,
      ports: rule.ports,
      addresses: given({ ipv4: rule.ipv4s, ipv6: rule.ipv6s }),
    }),
  );
}

const firewall: Translator = {
  collection: () => "/networking/firewalls",
  body: (inputs) =>
    given({
      label: inputs.label,
      rules: {
        inbound: rules(inputs.inbounds),
        inbound_policy: inputs.inboundPolicy,
        outbound: rules(inputs.outbounds),
        outbound_policy: inputs.outboundPolicy,
      },
      devices: given({ linodes: inputs.linodes, nodebalancers: inputs.nodebalancers }),
      tags: inputs.tags,
    }),
  isSame: sameLabel,
  finish: async (api, path, object, inputs) =>
    inputs.disabled === true ? api.put(path, { status: "disabled" }) : object,
  outputs: (object) => given({ status: object.status, created: object.created, updated: object.updated }),
};

/** A reserved address has no label: it is known by not having been there before. */
const networkingIp: Translator = {
  collection: () => "/networking/ips",
  body: (inputs) => snakeAll(inputs),
  couldBe: (object, inputs) =>
    object.region === inputs.region &&
    object.type === inputs.type &&
    object.reserved === (inputs.reserved ?? false),
  idOf: (object) => String(object.address),
  outputs: (object) =>
    given({
      address: object.address,
      gateway: object.gateway,
      prefix: object.prefix,
      rdns: object.rdns,
      subnetMask: object.subnet_mask,
      linodeId: object.linode_id,
    }),
  deletePath: (path) => path.replace("/networking/ips/", "/networking/reserved/ips/"),
};

const nodeBalancer: Translator = {
  collection: () => "/nodebalancers",
  body: (inputs) => ({
    client_conn_throttle: 0,
    client_udp_sess_throttle: 0,
    tags: [],
    ...snakeAll(inputs),
  }),
  isSame: sameLabel,
  outputs: (object) => given({ hostname: object.hostname, ipv4: object.ipv4, ipv6: object.ipv6 }),
};

const nodeBalancerConfig: Translator = {
  collection: (inputs) => `/nodebalancers/${inputs.nodebalancerId}/configs`,
  body: (inputs) => ({
    proxy_protocol: "none",
    check_passive: true,
    ...snakeAll(inputs, "nodebalancerId"),
  }),
  // A balancer has one configuration a port.
  isSame: (object, inputs) => object.port === inputs.port,
  outputs: (object) =>
    given({ algorithm: object.algorithm, check: object.check, cipherSuite: object.cipher_suite }),
};

const nodeBalancerNode: Translator = {
  collection: (inputs) => `/nodebalancers/${inputs.nodebalancerId}/configs/${inputs.configId}/nodes`,
  body: (inputs) => snakeAll(inputs, "nodebalancerId", "configId"),
  isSame: sameLabel,
  outputs: (object) => given({ status: object.status, mode: object.mode, weight: object.weight }),
};

const domain: Translator = {
  collection: () => "/domains",
  body: (inputs) => snakeAll(inputs),
  isSame: (object, inputs) => object.domain === inputs.domain,
  outputs: (object) => given({ status: object.status }),
};

const domainRecord: Translator = {
  collection: (inputs) => `/domains/${inputs.domainId}/records`,
  body: (inputs) => given({ type: inputs.recordType, ...snakeAll(inputs, "domainId", "recordType") }),
  isSame: (object, inputs) =>
    object.type === inputs.recordType &&
    object.name === (inputs.name ?? "") &&
    object.target === inputs.target,
  outputs: () => ({}),
};

const objectStorageKey: Translator = {
  collection: () => "/object-storage/keys",
  body: (inputs) =>
    given({
      label: inputs.label,
      regions: inputs.regions,
      bucket_access:
        inputs.bucketAccesses === undefined
          ? undefined
          : list(inputs.bucketAccesses).map((access) => snakeAll(access)),
    }),
  isSame: sameLabel,
  secretOnce: true,
  outputs: (object) =>
    given({ accessKey: object.access_key, secretKey: object.secret_key, limited: object.limited }),
};

/** Types about networks, names and object storage. */
export const network: Readonly<Record<string, Translator>> = {
  "linode:index/vpc:Vpc": vpc,
  "linode:index/vpcSubnet:VpcSubnet": vpcSubnet,
  "linode:index/firewall:Firewall": firewall,
  "linode:index/networkingIp:NetworkingIp": networkingIp,
  "linode:index/nodeBalancer:NodeBalancer": nodeBalancer,
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": nodeBalancerConfig,
  "linode:index/nodeBalancerNode:NodeBalancerNode": nodeBalancerNode,
  "linode:index/domain:Domain": domain,
  "linode:index/domainRecord:DomainRecord": domainRecord,
  "linode:index/objectStorageKey:ObjectStorageKey": objectStorageKey,
};
