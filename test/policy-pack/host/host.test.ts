import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { requireMessageBaseline } from "../../../policy-pack/host/requireMessageBaseline";
import { forbidSecretsInUserData } from "../../../policy-pack/instance/forbidSecretsInUserData";
import { isTicket } from "../../../policy-pack/lib/ticket";
import { forbidSecretsInPlainText } from "../../../policy-pack/resource/forbidSecretsInPlainText";
import { cloudConfig, encoded } from "../support/baseline";
import { dataNode, hostMessage } from "../support/fixtures";
import { absent, accepts, refuses } from "../support/resource";

/** A secret in the form of one, made here so that nothing that looks like a key is kept in the project. */
const identity = `AGE-SECRET-KEY-1${"Q".repeat(58)}`;
const address = (seconds: string) =>
  `https://s3.example/account-exchange/tickets/account-fr-par-data-1-0f?X-Amz-Expires=${seconds}&X-Amz-Signature=ab`;
const ticket = `${address("86400")} ${identity}`;

describe("requireMessageBaseline", () => {
  const without = (part: string) => ({ seed: encoded(cloudConfig.replace(part, "")) });
  refuses(requireMessageBaseline, hostMessage, [
    ["there is no configuration", { seed: absent }],
    ["it is a script", { seed: encoded("#!/bin/bash\nid\n") }],
    ["it can't be read", { seed: "H4sIAAAAAAAAA0000000000000000" }],
    ["root may log in by the secure shell", without("      PermitRootLogin no\n")],
    ["nothing writes an audit log", without("  - auditd\n")],
    ["the host has no firewall", without("  - nftables\n")],
    ["passwords are taken", { seed: encoded(cloudConfig.replace("ssh_pwauth: false", "ssh_pwauth: true")) }],
  ]);
  accepts(requireMessageBaseline, hostMessage, [
    ["it is packed as seeds are", { seed: gzipSync(cloudConfig).toString("base64") }],
    ["it is plain", { seed: cloudConfig }],
  ]);
});

describe("what a host starts with", () => {
  const started = (name: string, text: string) => ({
    stackscriptData: { host: encoded(cloudConfig), [name]: text },
  });
  accepts(forbidSecretsInUserData, dataNode, [["it has a ticket", started("TICKET", ticket)]]);
  refuses(forbidSecretsInUserData, dataNode, [
    ["a ticket works for longer than a day", started("TICKET", `${address("86401")} ${identity}`)],
    ["an identity stands there alone", started("TICKET", identity)],
    ["a ticket stands under another name", started("NOTE", ticket)],
    ["something stands behind a ticket", started("TICKET", `${ticket} ${identity}`)],
  ]);

  it.each([
    ["no signature", ticket.replace("X-Amz-Signature", "x")],
    ["two lifetimes", ticket.replace("&", "&X-Amz-Expires=999999&")],
    ["an address of something else", ticket.replace("/tickets/", "/messages/")],
    ["no TLS", ticket.replace("https:", "http:")],
    ["a password in the address", ticket.replace("https://", "https://a:b@")],
  ])("is no ticket with %s", (_what, text) => expect(isTicket(text)).toBe(false));
});

describe("what a message carries", () => {
  accepts(forbidSecretsInPlainText, hostMessage, [
    ["secrets are sealed", { secrets: { "host.key": identity }, signingKey: identity }],
  ]);
  refuses(forbidSecretsInPlainText, hostMessage, [
    ["a secret is in the description", { seed: encoded(`${cloudConfig}# ${identity}\n`) }],
    ["a secret is in the name", { host: identity }],
  ]);
});
