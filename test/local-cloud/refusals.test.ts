import { describe, expect, it } from "vitest";
import { errors, linode, type Session, start } from "./support";

/** What must not succeed: whoever asks, how, and which field is at fault. */
interface Refusal {
  what: string;
  request(session: Session): Promise<readonly [method: string, path: string, body: unknown]>;
  field?: string;
}

const policies = { inbound_policy: "DROP", outbound_policy: "DROP" };
const rule = {
  action: "ACCEPT",
  label: "one",
  protocol: "TCP",
  ports: "22",
  addresses: { ipv4: ["192.0.2.1"] },
};

async function makeLinode({ ok, settle }: Session): Promise<number> {
  const { id } = await ok("POST", "/linode/instances", linode);
  await settle();
  return id;
}

/** Each of these was once accepted, and led to an answer unlike the API's document or to a contradicted state. */
const refusals: readonly Refusal[] = [
  {
    what: "a firewall's name that begins with a digit",
    request: async () => ["POST", "/networking/firewalls", { label: "000", rules: policies }],
    field: "label",
  },
  {
    what: "a rule with an empty description",
    request: async () => [
      "POST",
      "/networking/firewalls",
      { label: "wall", rules: { ...policies, inbound: [{ ...rule, description: "" }] } },
    ],
    field: "rules.inbound[0].description",
  },
  {
    what: "a Linode's name that begins with a digit",
    request: async () => ["POST", "/linode/instances", { ...linode, label: "9node" }],
    field: "label",
  },
  {
    what: "a domain below a top-level domain that can't be one",
    request: async () => [
      "POST",
      "/domains",
      { domain: "zone.example.org-", type: "master", soa_email: "user@example.org" },
    ],
    field: "domain",
  },
  {
    what: "a VLAN's address without a prefix",
    request: async (session) => [
      "POST",
      `/linode/instances/${await makeLinode(session)}/configs`,
      {
        label: "main",
        devices: {},
        interfaces: [{ purpose: "vlan", label: "lan", ipam_address: "10.9.0.1" }],
      },
    ],
    field: "interfaces[0].ipam_address",
  },
  {
    what: "a disk in two places of a configuration",
    request: async (session) => {
      const id = await makeLinode(session);
      const disk = (await session.ok("GET", `/linode/instances/${id}/disks`)).data[0].id;
      const devices = { sda: { disk_id: disk }, sdb: { disk_id: disk } };
      return ["POST", `/linode/instances/${id}/configs`, { label: "main", devices }];
    },
    field: "devices.sdb",
  },
  {
    what: "to share a NodeBalancer's address",
    request: async (session) => {
      const { ipv4 } = await session.ok("POST", "/nodebalancers", { region: "fr-par" });
      return ["POST", "/networking/ips/share", { linode_id: await makeLinode(session), ips: [ipv4] }];
    },
  },
  {
    what: "to share a reserved address that no Linode has",
    request: async (session) => {
      const { address } = await session.ok("POST", "/networking/reserved/ips", { region: "fr-par" });
      return ["POST", "/networking/ips/share", { linode_id: await makeLinode(session), ips: [address] }];
    },
  },
  {
    what: "an application whose users are sent nowhere",
    request: async () => ["POST", "/account/oauth-clients", { label: "app", redirect_uri: "\u0000" }],
    field: "redirect_uri",
  },
];

describe("the API refuses", () => {
  it.each(refusals)("$what", async ({ request, field }) => {
    const session = await start();
    const answer = await session.call(...(await request(session)));
    expect(answer.status).toBe(400);
    const fault = field === undefined ? {} : { field };
    expect(errors(answer)).toEqual([{ reason: expect.any(String), ...fault }]);
  });

  it("nothing of a firewall's tags, although the API finds other things by them only", async () => {
    const { ok, call } = await start();
    await ok("POST", "/networking/firewalls", { label: "wall", rules: policies, tags: ["blue"] });
    expect((await ok("GET", "/tags")).data).toEqual([{ label: "blue" }]);
    expect((await ok("GET", "/tags/blue")).data).toEqual([]);
    await ok("DELETE", "/tags/blue");
    expect((await call("GET", "/tags/blue")).status).toBe(404);
    expect((await ok("GET", "/networking/firewalls")).data[0].tags).toEqual([]);
  });
});
