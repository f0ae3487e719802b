import { type Ground, kinds } from "./ground";
import { publicKey, type Recipes } from "./recipesCompute";
import type { Tree } from "./tree";

type Body = { [name: string]: Tree };

function domain(ground: Ground): Body {
  const type = ground.chance.one(["master", "master", "slave"] as const);
  const more = type === "master" ? { soa_email: "admin@example.org" } : { master_ips: ["203.0.113.7"] };
  return {
    domain: `${ground.label("zone")}.example.org`,
    type,
    ...more,
    ...ground.maybe(20, "tags", () => ground.tags()),
  };
}

function record({ chance }: Ground): Body {
  return chance.one<Body>([
    { type: "A", name: "www", target: "203.0.113.7" },
    { type: "AAAA", name: "www", target: "2001:db8::7" },
    { type: "CNAME", name: "alias", target: "www.example.org" },
    { type: "MX", name: "", target: "mail.example.org", priority: 10 },
    { type: "TXT", name: "text", target: "hello" },
    {
      type: "SRV",
      service: "sip",
      protocol: "tcp",
      target: "sip.example.org",
      priority: 1,
      weight: 1,
      port: 5060,
    },
    { type: "CAA", name: "", tag: "issue", target: "example.org" },
    { type: "NS", name: "sub", target: "ns1.example.org" },
  ]);
}

function storageRegion(ground: Ground): string {
  return ground.chance.one(["fr-par", "de-fra-2", "us-east"]);
}

function access(ground: Ground): Tree | undefined {
  const bucket = ground.thingOf(kinds.bucket);
  if (bucket === undefined) return undefined;
  return [{ bucket_name: bucket.id, region: String(bucket.data.region), permissions: "read_write" }];
}

const bucket = "/object-storage/buckets/{regionId}/{bucket}";
const acl = (ground: Ground): Body => ({
  ...ground.maybe(80, "acl", () => ground.chance.one(["private", "public-read", "authenticated-read"])),
  ...ground.maybe(40, "cors_enabled", () => ground.chance.percent(50)),
});

export const other: Recipes = {
  "POST /domains": domain,
  "PUT /domains/{domainId}": (ground) => ({
    description: "changed",
    ...ground.maybe(40, "ttl_sec", () => 300),
  }),
  "POST /domains/{domainId}/records": record,
  "PUT /domains/{domainId}/records/{recordId}": ({ chance }) => ({ ttl_sec: chance.one([0, 300, 7200]) }),
  "POST /domains/{domainId}/clone": (ground) => ({ domain: `${ground.label("zone")}.example.org` }),
  "POST /domains/import": () => ({ domain: "example.org", remote_nameserver: "ns1.example.org" }),
  "POST /object-storage/buckets": (ground) => ({
    label: ground.label("bucket"),
    region: storageRegion(ground),
    ...ground.maybe(20, "acl", () => "private"),
  }),
  [`POST ${bucket}/access`]: acl,
  [`PUT ${bucket}/access`]: acl,
  [`POST ${bucket}/ssl`]: ({ chance }) => ({
    certificate: chance.certificate.cert,
    private_key: chance.certificate.key,
  }),
  [`POST ${bucket}/object-url`]: () => ({ name: "file.txt", method: "GET", expires_in: 3600 }),
  [`PUT ${bucket}/object-acl`]: () => ({ name: "file.txt", acl: "private" }),
  "POST /object-storage/keys": (ground) => ({
    label: ground.label("key"),
    ...ground.maybe(40, "bucket_access", () => access(ground)),
    ...ground.maybe(20, "regions", () => [storageRegion(ground)]),
  }),
  "PUT /object-storage/keys/{keyId}": (ground) => ({ label: ground.label("key") }),
  "POST /profile/sshkeys": (ground) => ({ label: ground.label("ssh"), ssh_key: publicKey }),
  "PUT /profile/sshkeys/{sshKeyId}": (ground) => ({ label: ground.label("ssh") }),
  "POST /profile/tokens": (ground) => ({
    label: ground.label("token"),
    ...ground.maybe(50, "scopes", () =>
      ground.chance.one(["*", "linodes:read_only", "linodes:read_write volumes:read_only"]),
    ),
    ...ground.maybe(20, "expiry", () => "2099-01-01T00:00:00"),
  }),
  "PUT /profile/tokens/{tokenId}": (ground) => ({ label: ground.label("token") }),
  "POST /account/betas": () => ({ id: "example_open" }),
  "POST /account/users": (ground) => ({
    username: `user-${ground.chance.below(1000)}`,
    email: "user@example.org",
    restricted: ground.chance.percent(50),
  }),
  "PUT /account/users/{username}": (ground) => ({ restricted: ground.chance.percent(50) }),
  "PUT /account/settings": (ground) => ({
    ...ground.maybe(40, "network_helper", () => ground.chance.percent(50)),
    ...ground.maybe(15, "interfaces_for_new_linodes", () =>
      ground.chance.one([
        "legacy_config_only",
        "legacy_config_default_but_linode_allowed",
        "linode_default_but_legacy_config_allowed",
        "linode_only",
      ]),
    ),
  }),
  "PUT /account/users/{username}/grants": (ground) => {
    const id = ground.ref(kinds.linode);
    return id === undefined ? undefined : { linode: [{ id, permissions: "read_only" }] };
  },
  "POST /profile/security-questions": () => ({
    security_questions: [1, 2, 3].map((question_id) => ({ question_id, response: `answer ${question_id}` })),
  }),
  "POST /profile/phone-number": () => ({ iso_code: "FR", phone_number: "612345678" }),
  "POST /tags": (ground) => ({
    label: ground.label("tag"),
    ...ground.maybe(40, "linodes", () => ground.refs(kinds.linode, 2)),
    ...ground.maybe(40, "volumes", () => ground.refs(kinds.volume, 2)),
    ...ground.maybe(20, "domains", () => ground.refs(kinds.domain, 1)),
    ...ground.maybe(20, "nodebalancers", () => ground.refs(kinds.balancer, 1)),
  }),
};
