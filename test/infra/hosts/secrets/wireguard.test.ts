import { describe, expect, it } from "vitest";

import { wireguard } from "../../../../infra/hosts/secrets/wireguard";
import { prodConfig } from "../../../support/infraConfigs";
import { oneOfEach } from "../describedHosts";

const hosts = new Map(oneOfEach(prodConfig()));
const rendered = (role: string) => {
  const host = hosts.get(role);
  if (host === undefined) throw new Error(`Production has no ${role}.`);
  const peers = [
    { name: "near", publicKey: "near=", endpoint: "10.0.0.1:51820", allowed: ["10.1.0.1/32", "10.2.0.0/24"] },
    { name: "caller", publicKey: "caller=", allowed: ["10.1.0.2/32"] },
  ];
  const secrets = { wireguard: { privateKey: "own=", peers } } as unknown as Parameters<typeof wireguard>[1];
  return { host, text: wireguard(host, secrets)["wg0.conf"] ?? "" };
};

describe("the tunnels of a host", () => {
  it("have its own key and addresses, and each peer with what is behind it", () => {
    const { host, text } = rendered("data");
    expect(text).toBe(
      [
        `[Interface]\nPrivateKey = own=\nListenPort = 51820\nAddress = ${host.addresses.overlay}/32\n`,
        "# near\n[Peer]\nPublicKey = near=\nEndpoint = 10.0.0.1:51820\nPersistentKeepalive = 25\nAllowedIPs = 10.1.0.1/32, 10.2.0.0/24\n",
        "# caller\n[Peer]\nPublicKey = caller=\nAllowedIPs = 10.1.0.2/32\n",
      ].join("\n"),
    );
  });

  it("lead to administrators' devices from gateways alone, each by one address", () => {
    const { host, text } = rendered("gateway");
    const devices = prodConfig().managedDevices.devices;
    expect(text).toContain(`Address = ${host.addresses.overlay}/32, ${host.addresses.devices}/128`);
    for (const name of ["laptop-0117", "laptop-0142"]) {
      const address = host.devices.find((device) => device.name === name)?.address;
      expect(text).toContain(`PublicKey = ${devices[name]?.wireguardKey}\nAllowedIPs = ${address}/128\n`);
    }
    // No administrator's.
    expect(text).not.toContain(devices["laptop-0163"]?.wireguardKey);
    for (const role of ["data", "edge", "service"]) expect(rendered(role).host.devices).toEqual([]);
  });
});
