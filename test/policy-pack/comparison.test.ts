import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forbidDisabled } from "../../policy-pack/firewall/forbidDisabled";
import { requireInboundDrop } from "../../policy-pack/firewall/requireInboundDrop";
import { requireOutboundDrop } from "../../policy-pack/firewall/requireOutboundDrop";
import { requireBaseline } from "../../policy-pack/instance/requireBaseline";
import { requireDiskEncryption } from "../../policy-pack/instance/requireDiskEncryption";
import { requireWatchdog } from "../../policy-pack/instance/requireWatchdog";
import { policies } from "../../policy-pack/policies";
import { forbidTokenInCode } from "../../policy-pack/provider/forbidTokenInCode";
import { requireKnownType } from "../../policy-pack/resource/requireKnownType";
import { requireFirewallOnEveryHost } from "../../policy-pack/stack/requireFirewallOnEveryHost";
import { gateway, gatewayFirewall, provider } from "./support/fixtures";
import { absent, change, messagesOf } from "./support/resource";
import { stackMessages, without } from "./support/stack";
import { twoClasses } from "./support/twoClasses";

const page = readFileSync(join(__dirname, "../../docs/comparison.md"), "utf8");
const rows = page.split("\n").filter((line) => /^\| (?:Checkov|Prowler) /.test(line));
const user = { type: "linode:index/user:User", name: "someone", props: { username: "someone" } };

describe("docs/comparison.md", () => {
  it("names every check that they have", () => {
    expect(rows.filter((row) => row.includes("| Checkov `CKV_LIN_"))).toHaveLength(6);
    expect(rows.filter((row) => row.includes("| Prowler `"))).toHaveLength(10);
  });

  it.each(rows.map((row) => [row.split("`")[1] ?? "", row]))(
    "names for %s policies that there are",
    (_, row) => {
      const named = [...row.matchAll(/\[([a-z-]+)\]\(policies\.md#([a-z-]+)\)/g)];
      const names = policies.map(({ name }) => name);
      expect(named.length).toBeGreaterThan(0);
      for (const [, name, anchor] of named) {
        expect(names).toContain(name);
        expect(anchor).toBe(name);
      }
    },
  );
});

describe("what fails their checks", () => {
  it.each([
    ["CKV_LIN_1", messagesOf(forbidTokenInCode, change(provider, { token: "0a".repeat(32) }))],
    ["CKV_LIN_2", messagesOf(requireBaseline, change(gateway, { metadatas: absent }))],
    ["CKV_LIN_3, CKV_LIN_4 and the second factor", messagesOf(requireKnownType, user)],
    ["CKV_LIN_5", messagesOf(requireInboundDrop, change(gatewayFirewall, { inboundPolicy: "ACCEPT" }))],
    ["CKV_LIN_6", messagesOf(requireOutboundDrop, change(gatewayFirewall, { outboundPolicy: "ACCEPT" }))],
    ["disk encryption", messagesOf(requireDiskEncryption, change(gateway, { diskEncryption: absent }))],
    ["the watchdog", messagesOf(requireWatchdog, change(gateway, { watchdogEnabled: false }))],
    ["the firewall's status", messagesOf(forbidDisabled, change(gatewayFirewall, { disabled: true }))],
    [
      "a firewall's devices",
      stackMessages(requireFirewallOnEveryHost, without(twoClasses, "Firewall account-fr-par-data")),
    ],
  ])("is refused here: %s", (_, messages) => {
    expect(messages).not.toEqual([]);
  });
});
