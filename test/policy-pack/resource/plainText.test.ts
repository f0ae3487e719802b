import { describe, expect, it } from "vitest";
import { forbidSecretsInPlainText } from "../../../policy-pack/resource/forbidSecretsInPlainText";
import { dataNode, password, script, vpc } from "../support/fixtures";
import { accepts, change, messagesOf, refuses } from "../support/resource";

/** Written in two parts, so that no scanner takes this file for a leak. */
const token = ["ghp_", "0123456789abcdefghijABCDEFGHIJ012345"].join("");
const record = {
  type: "linode:index/domainRecord:DomainRecord",
  name: "proof",
  props: { recordType: "TXT" },
};

describe("forbidSecretsInPlainText", () => {
  refuses(forbidSecretsInPlainText, vpc, [
    ["a description holds a token", { description: `${token} data-class:account` }],
    ["a label holds a password", { label: "password=tr0ub4dor3xample" }],
  ]);
  refuses(forbidSecretsInPlainText, record, [["a record holds a token", { target: token }]]);
  refuses(forbidSecretsInPlainText, dataNode, [["a tag holds a token", { tags: [`token:${token}`] }]]);
  refuses(forbidSecretsInPlainText, password, [
    ["keepers hold a password by name", { keepers: { admin_password: "tr0ub4dor3xample" } }],
  ]);
  accepts(forbidSecretsInPlainText, password, [
    ["keepers say when to make a new one", { keepers: { password: "$" + "{ROTATION}", token: "3" } }],
  ]);
  refuses(forbidSecretsInPlainText, script, [["a note holds a token", { revNote: token }]]);
  refuses(forbidSecretsInPlainText, password, [["keepers hold a token", { keepers: { old: token } }]]);
  accepts(forbidSecretsInPlainText, script, [["another policy looks at the script", { script: token }]]);
  accepts(forbidSecretsInPlainText, record, [
    ["a record proves something", { target: "v=spf1 include:_spf.example.org -all" }],
  ]);

  it("judges types that it does not know", () => {
    const site = { type: "acme:web:Site", name: "site", props: {} };
    expect(messagesOf(forbidSecretsInPlainText, change(site, { note: token }))).toHaveLength(1);
  });
});
