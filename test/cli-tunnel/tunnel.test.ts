import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asText, type KnownTunnel } from "../../cli/tunnel/asText";
import { tunnelKeys } from "../../cli/tunnel/keys";
import { planTopology } from "../../infra/topology";
import { deviceTunnel } from "../../infra/topology/deviceTunnel";
import { bastide, stackTrace } from "../cli/run";
import { hostsOf } from "../infra/hosts/describedHosts";
import { prodConfig } from "../support/infraConfigs";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";

const config = prodConfig();
const { enclaves } = planTopology(config).plan;
const publicKey = "KoB//hcEo0O5EW9iQ0O9ti96IqDC5arxUeKz6BsYu/M=";

describe("a device's tunnel", () => {
  const hosts = new Map(hostsOf(config).map((host) => [host.name, host]));

  it.each(enclaves.map((enclave) => [enclave.dataClass.id, enclave] as const))(
    "says of %s what its gateways say, the active one first",
    (dataClass, enclave) => {
      const tunnel = deviceTunnel(config, enclave, "laptop-0117");
      expect(tunnel).toMatchObject({
        dataClass,
        people: ["amara"],
        networks: config.managedDevices.networks,
      });
      expect(tunnel.gateways.map(({ region, active }) => [region, active])).toEqual([
        ["fr-par", true],
        ["de-fra-2", false],
      ]);
      for (const { name, address, nodes } of tunnel.gateways) {
        const host = hosts.get(name);
        expect(host?.addresses.devices).toBe(address);
        expect(host?.devices.find((each) => each.name === "laptop-0117")?.address).toBe(tunnel.address);
        expect(nodes.map((node) => [node.name, node.address])).toEqual(
          host?.neighbours.map((node) => [node.name, node.overlay]),
        );
      }
    },
  );

  it("has the gateway's public key where it is known, and says where to read it where it is not", () => {
    const [enclave] = enclaves;
    if (enclave === undefined) throw new Error("There is no enclave.");
    const planned = deviceTunnel(config, enclave, "laptop-0117");
    const known: KnownTunnel = {
      ...planned,
      stack: "prod",
      gateways: planned.gateways.map((gateway) => ({
        ...gateway,
        publicKey: gateway.active ? publicKey : null,
      })),
    };
    const lines = asText(known).split("\n");
    expect(lines.filter((line) => line.startsWith("PublicKey"))).toEqual([`PublicKey = ${publicKey}`]);
    expect(lines.filter((line) => line.startsWith("# PublicKey"))).toEqual([
      expect.stringContaining("`pulumi stack output tunnels --stack prod` says it, under account, de-fra-2"),
    ]);
    expect(lines.filter((line) => line.startsWith("PrivateKey"))).toEqual([]);
    expect(lines).toContain("Endpoint = gateway.fr-par.account.data.example.org:51820");
  });

  it.each([
    ["keys", { account: { "fr-par": publicKey } }, [["fr-par", publicKey]]],
    ["another class's", { events: { "fr-par": publicKey } }, []],
    ["what is not known yet", { account: { "fr-par": { unknown: true } } }, []],
    ["what is no key", { account: { "fr-par": `${publicKey}\nPostUp = x` } }, []],
    ["nothing", undefined, []],
  ])("takes from the outputs %s", (_, keys, found) => {
    expect([...tunnelKeys({ activeRegion: "fr-par", tunnels: keys }, "account")]).toEqual(found);
  });
  it("takes nothing from what are no outputs", () => expect([...tunnelKeys([], "account")]).toEqual([]));
});

describe("bastide tunnel", () => {
  const run = (...args: string[]) => bastide(projectRoot, ["tunnel", ...args]);
  const outputs = JSON.stringify({ tunnels: { account: { "fr-par": publicKey } } });

  it("prints it as JSON, with the keys of the outputs that it is given", async () => {
    const file = join(temporaryFolder({ "outputs.json": outputs }), "outputs.json");
    const { code, stdout, stderr } = await run(
      ...["--device", "laptop-0142", "--class", "account", "--outputs", file, "--json"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const said = JSON.parse(stdout) as KnownTunnel;
    expect(said.gateways.map((gateway) => gateway.publicKey)).toEqual([publicKey, null]);
    expect(said.people).toEqual(["bjarne"]);
  });

  it.each([
    [
      ["--device", "laptop-0117", "--class", "everything"],
      /no enclave of the class everything.*account, contact/s,
    ],
    [
      ["--device", "laptop-9999", "--class", "account"],
      /no managed device laptop-9999.*laptop-0117, laptop-0142/s,
    ],
    [["--device", "laptop-0163", "--class", "account"], /No administrator logs in from laptop-0163/],
    [["--device", "laptop-0117"], /--class <class>/],
    [
      ["--device", "laptop-0117", "--class", "account", "--outputs", "/nowhere.json"],
      /outputs in \/nowhere\.json can't be read/,
    ],
  ])("answers %j with what there is, and exit code 2", async (args, said) => {
    const { code, stderr } = await run(...args);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(stackTrace);
    expect(code).toBe(2);
  });
});
