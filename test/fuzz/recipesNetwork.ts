import { type Ground, kinds } from "./ground";
import type { Recipes } from "./recipesCompute";
import type { Tree } from "./tree";

type Body = { [name: string]: Tree };

function rule({ chance }: Ground): Body {
  const protocol = chance.one(["TCP", "UDP", "ICMP", "IPENCAP"] as const);
  const ports =
    protocol === "TCP" || protocol === "UDP" ? { ports: chance.one(["22", "80,443", "1024-65535"]) } : {};
  return {
    action: chance.one(["ACCEPT", "DROP"]),
    protocol,
    label: "rule-one",
    ...ports,
    addresses: chance.one<Body>([
      { ipv4: ["0.0.0.0/0"] },
      { ipv6: ["::/0"] },
      { ipv4: ["10.0.0.0/8"], ipv6: ["2001:db8::/32"] },
    ]),
  };
}

function rules(ground: Ground): Body {
  const { chance } = ground;
  const several = (): Tree => Array.from({ length: chance.below(4) }, () => rule(ground));
  return {
    inbound_policy: chance.one(["ACCEPT", "DROP"]),
    outbound_policy: chance.one(["ACCEPT", "DROP"]),
    ...ground.maybe(70, "inbound", several),
    ...ground.maybe(40, "outbound", several),
  };
}

function subnet({ chance }: Ground): Body {
  return {
    label: `subnet-${chance.below(1000)}`,
    ipv4: `10.${chance.below(40)}.0.0/${chance.one([24, 24, 28, 29])}`,
  };
}

/** A private address of a Linode nearby with a port, or one that nobody has. */
function backend(ground: Ground): string {
  const own = ground.thingOf(
    kinds.address,
    ({ data }) => data.public === false && data.region === ground.region,
  );
  return `${own?.id.value ?? "192.168.130.5"}:${ground.chance.one([80, 443, 8080])}`;
}

function listener(ground: Ground): Body {
  const { chance } = ground;
  const protocol = chance.one(["http", "http", "tcp", "udp", "https"] as const);
  const { cert, key } = chance.certificate;
  return {
    ...(protocol === "https" ? { ssl_cert: cert, ssl_key: key } : {}),
    port: chance.between(80, 120),
    protocol,
    ...(protocol === "udp" ? {} : ground.maybe(40, "check", () => chance.one(["none", "connection"]))),
    ...ground.maybe(30, "algorithm", () => chance.one(["roundrobin", "leastconn"])),
  };
}

function pairs(ground: Ground): Tree {
  const addresses = ground.living
    .of(kinds.address)
    .filter(({ data }) => data.region === ground.region && typeof data.linode_id === "number");
  return ground.chance.some(addresses, 2).flatMap(({ id }) => {
    const linode = ground.ref(kinds.linode);
    return linode === undefined ? [] : [{ address: id, linode_id: linode }];
  });
}

function shared(ground: Ground): Body | undefined {
  const linode_id = ground.ref(kinds.linode);
  return linode_id === undefined ? undefined : { linode_id, ips: ground.refs(kinds.address, 2) };
}

function range(ground: Ground): Body | undefined {
  const linode_id = ground.ref(kinds.linode);
  return linode_id === undefined ? undefined : { linode_id, prefix_length: ground.chance.one([56, 64]) };
}

const assign = (ground: Ground): Body => ({ region: ground.region, assignments: pairs(ground) });
const firewall = "/networking/firewalls/{firewallId}";
const balancer = "/nodebalancers/{nodeBalancerId}";

export const network: Recipes = {
  "POST /vpcs": (ground) => ({
    label: ground.label("vpc"),
    region: ground.region,
    ...ground.maybe(80, "subnets", () => [subnet(ground)]),
    ...ground.maybe(10, "ipv6", () => [{ range: "/52" }]),
  }),
  "PUT /vpcs/{vpcId}": (ground) => ({
    label: ground.label("vpc"),
    ...ground.maybe(50, "description", () => "changed"),
  }),
  "POST /vpcs/{vpcId}/subnets": subnet,
  "PUT /vpcs/{vpcId}/subnets/{vpcSubnetId}": (ground) => ({ label: `subnet-${ground.chance.below(1000)}` }),
  "POST /networking/firewalls": (ground) => ({
    label: ground.label("wall"),
    rules: rules(ground),
    ...ground.maybe(40, "devices", () => ({
      ...ground.maybe(60, "linodes", () => ground.refs(kinds.linode, 2)),
      ...ground.maybe(40, "nodebalancers", () => ground.refs(kinds.balancer, 1)),
    })),
    ...ground.maybe(20, "tags", () => ground.tags()),
  }),
  [`PUT ${firewall}`]: (ground) => ({
    ...ground.maybe(50, "status", () => ground.chance.one(["enabled", "disabled"])),
    ...ground.maybe(30, "label", () => ground.label("wall")),
    ...ground.maybe(30, "tags", () => ground.tags()),
  }),
  [`PUT ${firewall}/rules`]: rules,
  [`POST ${firewall}/devices`]: (ground) => {
    const type = ground.chance.one(["linode", "linode", "nodebalancer", "interface"] as const);
    const kind = { linode: kinds.linode, nodebalancer: kinds.balancer, interface: kinds.linodeInterface }[
      type
    ];
    const id = ground.ref(kind);
    return id === undefined ? undefined : { id, type };
  },
  "PUT /networking/firewalls/settings": (ground) => ({
    default_firewall_ids: {
      [ground.chance.one(["linode", "nodebalancer", "public_interface", "vpc_interface"])]:
        ground.chance.percent(50) ? null : (ground.ref(kinds.firewall) ?? null),
    },
  }),
  "POST /networking/firewalls/rulesets": (ground) => ({
    label: ground.label("set"),
    type: "inbound",
    rules: [rule(ground)],
  }),
  "PUT /networking/firewalls/rulesets/{ruleSetId}": (ground) => ({
    label: ground.label("set"),
    rules: [rule(ground)],
  }),
  "POST /networking/ips": (ground) => {
    const linode_id = ground.ref(kinds.linode);
    return linode_id === undefined
      ? undefined
      : { type: "ipv4", public: ground.chance.percent(60), linode_id };
  },
  "PUT /networking/ips/{address}": (ground) => ({
    ...ground.maybe(60, "rdns", () => ground.chance.one([null, "node.example.org"])),
    ...ground.maybe(40, "reserved", () => ground.chance.percent(50)),
  }),
  "POST /networking/ips/assign": assign,
  "POST /networking/ipv4/assign": assign,
  "POST /networking/ips/share": shared,
  "POST /networking/ipv4/share": shared,
  "POST /networking/ipv6/ranges": range,
  "POST /networking/reserved/ips": (ground) => ({
    region: ground.region,
    ...ground.maybe(30, "tags", () => ground.tags()),
  }),
  "PUT /networking/reserved/ips/{address}": (ground) => ({ tags: ground.tags() }),
  "POST /nodebalancers": (ground) => ({
    region: ground.region,
    label: ground.label("nb"),
    ...ground.maybe(30, "firewall_id", () => ground.ref(kinds.firewall)),
    ...ground.maybe(30, "configs", () => [
      { ...listener(ground), nodes: [{ label: "node-1", address: backend(ground) }] },
    ]),
    ...ground.maybe(30, "vpcs", () => {
      const subnet_id = ground.ref(kinds.subnet);
      return subnet_id === undefined ? undefined : [{ subnet_id }];
    }),
  }),
  [`PUT ${balancer}`]: (ground) => ({
    label: ground.label("nb"),
    ...ground.maybe(40, "tags", () => ground.tags()),
  }),
  [`POST ${balancer}/configs`]: listener,
  [`PUT ${balancer}/configs/{configId}`]: listener,
  [`POST ${balancer}/configs/{configId}/rebuild`]: (ground) => ({
    ...listener(ground),
    nodes: [{ label: "node-1", address: backend(ground) }],
  }),
  [`POST ${balancer}/configs/{configId}/nodes`]: (ground) => ({
    label: ground.label("nd"),
    address: backend(ground),
  }),
  [`PUT ${balancer}/configs/{configId}/nodes/{nodeId}`]: (ground) => ({
    label: ground.label("nd"),
    address: backend(ground),
  }),
  [`PUT ${balancer}/firewalls`]: (ground) => ({ firewall_ids: ground.refs(kinds.firewall, 1) }),
  "POST /locks": (ground) => {
    const entity_type = ground.chance.one(["linode", "nodebalancer", "volume"] as const);
    const kind = { linode: kinds.linode, nodebalancer: kinds.balancer, volume: kinds.volume }[entity_type];
    const entity_id = ground.ref(kind);
    const lock_type = ground.chance.one(["cannot_delete", "cannot_delete_with_subresources"]);
    return entity_id === undefined ? undefined : { entity_type, entity_id, lock_type };
  },
};
