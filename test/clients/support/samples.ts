/** A region that has everything that the surface offers. */
export const region = "fr-par";

/** Another such region. */
export const otherRegion = "de-fra-2";

/** A password as Linode accepts it; no server is ever made with it outside this machine. */
export const password = "uVq-2!rT8#zLpW5@eXk";

/** A public key of nobody. */
export const sshKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH3yHcs6hZ0cWm2cJcDGvYAuMZ6D0RMnEBJ7uFGBhY1w nobody@example";

/** The least that a Linode needs. */
export const linode = { region, type: "g6-nanode-1", image: "linode/debian12", root_pass: password };

/** The rules of a firewall that lets SSH in. */
export const rules = {
  inbound_policy: "DROP",
  outbound_policy: "ACCEPT",
  inbound: [
    { label: "ssh", action: "ACCEPT", protocol: "TCP", ports: "22", addresses: { ipv4: ["0.0.0.0/0"] } },
  ],
  outbound: [],
};
