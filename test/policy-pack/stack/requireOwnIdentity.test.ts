import { describe, expect, it } from "vitest";

import { requireOwnIdentity } from "../../../policy-pack/stack/requireOwnIdentity";
import { changed, type Member, props, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";

const host = "account-fr-par-gateway";
const tags = ["data-class:account", "role:gateway", "managed-by:bastide"];
/** The compliant stack, with the identity of one host more. */
const sent: readonly Member[] = [
  ...twoClasses,
  { type: "bastide:index:HostIdentity", name: "two", props: { tags, names: ["two"] } },
];
const messages = (key: string, change: (member: Member) => Member): readonly string[] =>
  stackMessages(requireOwnIdentity, changed(sent, key, change));
const message: Record<string, string[]> = {
  recipient: [`HostIdentity ${host}`],
  signingKey: ["ClassAuthority account"],
};
const ticket: Record<string, string[]> = {
  identity: [`HostIdentity ${host}`],
  verifyKey: ["ClassAuthority account"],
};

describe("requireOwnIdentity", () => {
  it("accepts what is sealed to the host that it names", () => {
    expect(stackMessages(requireOwnIdentity, sent)).toEqual([]);
  });

  it.each([
    [
      "a message is sealed to another host",
      `HostMessage ${host}`,
      uses({ ...message, recipient: ["HostIdentity two"] }),
    ],
    ["a message is sealed to a key of nobody's", `HostMessage ${host}`, uses({ ...message, recipient: [] })],
    [
      "a message is made of two hosts' keys",
      `HostMessage ${host}`,
      uses({ ...message, recipient: [`HostIdentity ${host}`, "HostIdentity two"] }),
    ],
    ["a message names another host", `HostMessage ${host}`, props({ tags, host: "two" })],
    ["a message's host is not known", `HostMessage ${host}`, props({ tags, host: unknownString })],
    ["an identity was made for another host", `HostIdentity ${host}`, props({ tags, names: ["three"] })],
    ["an identity's names are not known", `HostIdentity ${host}`, props({ tags, names: unknownString })],
    [
      "a ticket has another host's identity",
      `HostTicket ${host}`,
      uses({ ...ticket, identity: ["HostIdentity two"] }),
    ],
  ])("refuses when %s", (_what, key, change) => {
    const found = messages(key, change);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toContain("can be opened by another than its host");
  });

  it("refuses when two servers are handed one ticket", () => {
    const server = (name: string): Member => ({
      type: "linode:index/instance:Instance",
      name,
      props: { tags },
      uses: { stackscriptData: [`HostTicket ${host}`] },
    });
    expect(stackMessages(requireOwnIdentity, [...sent, server("first")])).toEqual([]);
    expect(stackMessages(requireOwnIdentity, [...sent, server("first"), server("second")])).toEqual([
      expect.stringContaining("is handed to several servers"),
    ]);
  });

  it.each([
    ["a message", `HostMessage ${host}`, uses({ ...message, signingKey: [] })],
    ["a ticket", `HostTicket ${host}`, uses({ ...ticket, verifyKey: [] })],
  ])("refuses when %s does not speak by the class's authority", (_what, key, change) => {
    expect(messages(key, change)).toEqual([
      expect.stringContaining("does not speak by the class's authority"),
    ]);
  });
});
