import { describe } from "vitest";
import { requirePassthrough } from "../../../policy-pack/nodeBalancer/requirePassthrough";
import { balancerConfig } from "../support/fixtures";
import { absent, refuses } from "../support/resource";

describe("requirePassthrough", () => {
  refuses(requirePassthrough, balancerConfig, [
    ["it speaks HTTP", { protocol: "http", port: 80 }],
    ["it terminates TLS", { protocol: "https" }],
    ["the protocol is left to the default", { protocol: absent }],
    ["another port is published", { port: 5432 }],
    ["it forwards UDP, which no firewall filters", { protocol: "udp" }],
    ["it asks hosts in plain HTTP how they are", { check: "http" }],
    ["it reads what they answer in plain HTTP", { check: "http_body" }],
    ["it holds a certificate's key", { sslKey: "key" }],
  ]);
});
