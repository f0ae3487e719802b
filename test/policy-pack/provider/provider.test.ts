import { afterEach, describe, expect, it, vi } from "vitest";
import { forbidOtherApi } from "../../../policy-pack/provider/forbidOtherApi";
import { forbidTokenInCode } from "../../../policy-pack/provider/forbidTokenInCode";
import { provider } from "../support/fixtures";
import { accepts, change, messagesOf, refuses } from "../support/resource";

afterEach(() => vi.unstubAllEnvs());

describe("forbidTokenInCode", () => {
  const token = "0a".repeat(32);
  refuses(forbidTokenInCode, provider, [["it is in no configuration", { token }]]);
  accepts(forbidTokenInCode, provider, [["there is none", { token: "" }]]);

  it.each([
    ["LINODE_TOKEN", token],
    ["PULUMI_CONFIG", JSON.stringify({ "linode:token": token })],
    ["PULUMI_CONFIG", JSON.stringify({ "acme:emergencyToken": token })],
  ])("accepts one that comes from %s", (variable, value) => {
    vi.stubEnv(variable, value);
    expect(messagesOf(forbidTokenInCode, change(provider, { token }))).toEqual([]);
  });

  it("can't be talked out of it by a configuration that can't be read", () => {
    vi.stubEnv("PULUMI_CONFIG", "{");
    expect(messagesOf(forbidTokenInCode, change(provider, { token }))).toHaveLength(1);
  });

  it("never says the token", () => {
    expect(messagesOf(forbidTokenInCode, change(provider, { token })).join()).not.toContain(token);
  });
});

describe("forbidOtherApi", () => {
  refuses(forbidOtherApi, provider, [
    ["it is somebody else's", { url: "https://api.example.org" }],
    ["it only looks like Linode's", { url: "https://api.linode.com.example.org" }],
    ["it is in the name of a user", { url: "https://api.linode.com@example.org" }],
    ["it is not encrypted", { url: "http://api.linode.com" }],
    ["it is no address", { url: "linode" }],
    ["another authority is trusted", { apiCaPath: "/tmp/ca.pem" }],
    [
      "another authority is trusted for Linode's own",
      { url: "https://api.linode.com", apiCaPath: "/tmp/ca.pem" },
    ],
  ]);
  accepts(forbidOtherApi, provider, [
    ["it is Linode's", { url: "https://api.linode.com" }],
    ["it is on this machine", { url: "http://127.0.0.1:8080" }],
    ["it is on this machine by IPv6", { url: "http://[::1]:8080" }],
    ["it is on this machine with a certificate", { url: "https://localhost:9443", apiCaPath: "/tmp/ca.pem" }],
  ]);
});
