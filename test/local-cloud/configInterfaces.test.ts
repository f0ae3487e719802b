import { describe, expect, it } from "vitest";
import { errors, linode, type Session, start } from "./support";

/** A Linode that is off, and the path of its configuration. */
async function made(session: Session): Promise<{ id: number; config: string; subnet: number }> {
  const { ok, settle } = session;
  const vpc = await ok("POST", "/vpcs", {
    label: "net",
    region: "fr-par",
    subnets: [{ label: "sub", ipv4: "10.0.0.0/24" }],
  });
  const { id } = await ok("POST", "/linode/instances", { ...linode, booted: false });
  await settle();
  const { data } = await ok("GET", `/linode/instances/${id}/configs`);
  return { id, config: `/linode/instances/${id}/configs/${data[0].id}`, subnet: vpc.subnets[0].id };
}

describe("the interfaces of a configuration", () => {
  it("are added, read, changed, put in order and removed one by one", async () => {
    const session = await start();
    const { ok, call } = session;
    const { config, subnet } = await made(session);
    const path = `${config}/interfaces`;
    const open = await ok("POST", path, { purpose: "public", primary: true });
    const inside = await ok("POST", path, { purpose: "vpc", subnet_id: subnet, ipv4: { vpc: "10.0.0.9" } });
    expect(inside).toMatchObject({ purpose: "vpc", subnet_id: subnet, ipv4: { vpc: "10.0.0.9" } });
    const ids = async () => (await ok("GET", path)).map((one: { id: number }) => one.id);
    expect(await ids()).toEqual([open.id, inside.id]);

    const changed = await ok("PUT", `${path}/${inside.id}`, { primary: true, ip_ranges: ["10.0.0.64/28"] });
    expect(changed).toMatchObject({ id: inside.id, primary: true, ip_ranges: ["10.0.0.64/28"] });
    expect(await ok("GET", `${path}/${inside.id}`)).toEqual(changed);
    expect((await ok("GET", `${path}/${open.id}`)).primary).toBe(false);

    await ok("POST", `${path}/order`, { ids: [inside.id, open.id] });
    expect(await ids()).toEqual([inside.id, open.id]);
    const wrong = await call("POST", `${path}/order`, { ids: [inside.id] });
    expect(errors(wrong)).toEqual([
      { reason: "ids must name every interface of the configuration", field: "ids" },
    ]);

    await ok("DELETE", `${path}/${inside.id}`);
    expect(await ids()).toEqual([open.id]);
    expect((await call("GET", `${path}/${inside.id}`)).status).toBe(404);
    expect(await ok("GET", "/_local/contradictions")).toEqual([]);
  });

  it("are three at most, one of them public; and stay while the Linode runs with them", async () => {
    const session = await start();
    const { ok, call, settle } = session;
    const { id, config, subnet } = await made(session);
    const path = `${config}/interfaces`;
    await ok("POST", path, { purpose: "public" });
    expect(errors(await call("POST", path, { purpose: "public" }))).toEqual([
      { reason: "Only one interface with purpose 'public' is allowed", field: "purpose" },
    ]);
    const inside = await ok("POST", path, { purpose: "vpc", subnet_id: subnet });
    await ok("POST", path, { purpose: "vlan", label: "lan" });
    expect(errors(await call("POST", path, { purpose: "vlan", label: "more" }))).toEqual([
      { reason: "You may only have up to 3 interfaces", field: "interfaces" },
    ]);
    await ok("POST", `/linode/instances/${id}/boot`);
    await settle();
    expect(errors(await call("DELETE", `${path}/${inside.id}`))).toEqual([
      { reason: "Active interfaces cannot be deleted. Shut the Linode down first." },
    ]);
  });
});
