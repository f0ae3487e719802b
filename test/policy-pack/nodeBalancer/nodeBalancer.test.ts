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
    ["it holds a certificate's key", { sslKey: "key" }],
  ]);
});
