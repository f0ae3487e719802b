import { describe, expect, it } from "vitest";
import { errors, type Session, start } from "./support";

async function domain({ ok }: Session, name = "example.org"): Promise<number> {
  const made = await ok("POST", "/domains", { domain: name, type: "master", soa_email: "ops@example.org" });
  return made.id;
}

describe("records", () => {
  it.each([
    ["A", { target: "300.1.1.1" }, "target"],
    ["AAAA", { target: "10.0.0.1" }, "target"],
    ["MX", { target: "mail.example.org", priority: 256 }, "priority"],
    ["MX", { target: "", priority: 5 }, "priority"],
    ["CNAME", { target: "www.example.org" }, "name"],
    ["NS", { name: "*", target: "ns.example.org" }, "name"],
    ["SRV", { target: "sip.example.org", port: 5060 }, "service"],
    ["CAA", { target: "letsencrypt.org" }, "tag"],
    ["TXT", {}, "target"],
  ])("of type %s with %j are refused for their %s", async (type, fields, field) => {
    const session = await start();
    const id = await domain(session);
    const answer = await session.call("POST", `/domains/${id}/records`, { type, ...fields });
    expect(answer.status).toBe(400);
    expect(errors(answer)).toEqual([expect.objectContaining({ field })]);
  });

  it("take whole names, fill in the asker's address, and name services", async () => {
    const session = await start();
    const id = await domain(session);
    const add = (body: object) => session.ok("POST", `/domains/${id}/records`, body);
    const a = await add({ type: "A", name: "www.example.org", target: "[remote_addr]", ttl_sec: 301 });
    expect(a).toMatchObject({ name: "www", target: "127.0.0.1", ttl_sec: 3600 });
    const srv = await add({ type: "SRV", service: "_sip", target: "sip.example.org", port: 5060 });
    expect(srv).toMatchObject({ name: "_sip._tcp", service: "sip", protocol: "tcp" });
    const path = `/domains/${id}/records/${srv.id}`;
    expect(await session.ok("PUT", path, { protocol: "udp" })).toMatchObject({ name: "_sip._udp" });
    const alias = { type: "CNAME", name: "www", target: "other.example.org" };
    expect((await session.call("POST", `/domains/${id}/records`, alias)).status).toBe(400);
  });
});

describe("domains", () => {
  it("have a zone file once the name servers have written it", async () => {
    const session = await start();
    const id = await domain(session);
    await session.ok("POST", `/domains/${id}/records`, { type: "MX", target: "mail.example.org" });
    const lines = async () => (await session.ok("GET", `/domains/${id}/zone-file`)).zone_file;
    expect(await lines()).toEqual([]);
    await session.settle();
    const zone: string[] = await lines();
    expect(zone[0]).toBe(`; example.org [${id}]`);
    expect(zone.filter((line) => /\tNS\tns\d\.linode\.com\.$/.test(line))).toHaveLength(5);
    expect(zone.at(-1)).toBe("@\t\tMX\t0\tmail.example.org.");
  });

  it("are cloned with their records, under a name that is free", async () => {
    const session = await start();
    const { ok, call } = session;
    const id = await domain(session);
    await ok("POST", `/domains/${id}/records`, { type: "A", name: "www", target: "192.0.2.9" });
    const copy = await ok("POST", `/domains/${id}/clone`, { domain: "copy.org" });
    const records = await ok("GET", `/domains/${copy.id}/records`);
    expect(records.data).toEqual([expect.objectContaining({ name: "www", target: "192.0.2.9" })]);
    expect((await call("POST", `/domains/${id}/clone`, { domain: "copy.org" })).status).toBe(400);
    await ok("DELETE", `/domains/${id}`);
    expect((await ok("GET", `/domains/${copy.id}/records`)).results).toBe(1);
  });

  it("are imported from nowhere, as nothing leaves this machine", async () => {
    const session = await start();
    const body = { domain: "far.org", remote_nameserver: "ns.far.org" };
    expect((await session.call("POST", "/domains/import", body)).status).toBe(400);
    expect((await session.ok("GET", "/domains")).results).toBe(0);
  });

  it("of each type can't be without what they need", async () => {
    const { call } = await start();
    for (const body of [
      { domain: "a.org", type: "master" },
      { domain: "a.org", type: "slave" },
      { domain: "a.org", type: "slave", master_ips: ["nonsense"] },
    ]) {
      expect((await call("POST", "/domains", body)).status).toBe(400);
    }
  });
});
