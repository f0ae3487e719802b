import { describe, expect, it } from "vitest";
import { forbidForeignNames } from "../../../policy-pack/stack/forbidForeignNames";
import { refuses } from "../support/refuses";
import { changed, type Member, props, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";

const address = "DomainRecord account";
const alias = "DomainRecord account-alias";
const literal = (target: unknown) => (member: Member) => props({ target })(uses({ target: [] })(member));
const record = (recordType: string, target: string) => props({ recordType, target });
const messagesOf = (members: readonly Member[]) => stackMessages(forbidForeignNames, members);

describe("forbidForeignNames", () => {
  refuses(forbidForeignNames, [
    ["an address is written by hand", address, literal("203.0.113.9"), "own load balancer or gateway"],
    ["an address comes from nowhere", address, literal(unknownString), "own load balancer or gateway"],
    [
      "it points to a data node",
      address,
      uses({ target: ["Instance account-fr-par-data"] }),
      "own load balancer",
    ],
    [
      "it points to another class's gateway",
      address,
      uses({ target: ["NetworkingIp events-fr-par"] }),
      "own load",
    ],
    [
      "it points to one of its own and to one of another class",
      address,
      uses({ target: ["NetworkingIp account-fr-par", "NetworkingIp events-fr-par"] }),
    ],
    ["every name is answered", address, props({ name: "*" }), "every name"],
    ["every name below one is", address, props({ name: "*.api" }), "every name"],
    ["a name is not known", address, props({ name: unknownString }), "every name"],
    ["a type is new", address, props({ recordType: "HTTPS" }), "no rule knows"],
    ["an alias points outside", alias, record("CNAME", "example.com"), "outside its class's own zone"],
    ["an alias only ends like the zone", alias, record("CNAME", "evilaccount.data.example.org"), "outside"],
    [
      "an alias points to another class's zone",
      alias,
      record("CNAME", "www.events.data.example.org"),
      "outside",
    ],
    ["mail goes outside", alias, record("MX", "mx.example.net"), "outside"],
    ["a part of the zone is served by others", alias, record("NS", "ns1.example.net"), "outside"],
    ["a service is outside", alias, record("SRV", "sip.example.net"), "outside"],
    ["a target is not known", alias, record("CNAME", unknownString), "outside"],
    [
      "a secret is published",
      alias,
      (m) => uses({ target: ["RandomPassword account"] })(record("TXT", unknownString)(m)),
      "which is secret",
    ],
    ["an address is given a name outside", "Rdns account", props({ rdns: "host.example.com" }), "outside"],
    [
      "an address is given another class's name",
      "Rdns account",
      props({ rdns: "a.events.data.example.org" }),
    ],
  ]);

  it.each([
    ["a load balancer", uses({ target: ["NodeBalancer account-fr-par-balancer"] })],
    ["a gateway", uses({ target: ["Instance account-fr-par-gateway"] })],
  ])("accepts %s of the class, by relation", (_, change) => {
    expect(messagesOf(changed(twoClasses, address, change))).toEqual([]);
  });

  it("accepts the zone's own names in any writing, and text that points nowhere", () => {
    for (const [type, target] of [
      ["CNAME", "GATEWAY.account.data.example.org."],
      ["NS", "ns.account.data.example.org"],
      ["TXT", "v=spf1 -all"],
      ["CAA", "letsencrypt.org"],
    ] as const) {
      expect(messagesOf(changed(twoClasses, alias, record(type, target))), type).toEqual([]);
    }
  });

  it("accepts an address that is known to be its class's own, and no other", () => {
    const known = changed(
      twoClasses,
      "NetworkingIp account-fr-par",
      props({ id: "203.0.113.4", address: "203.0.113.4" }),
    );
    expect(messagesOf(changed(known, address, literal("203.0.113.4")))).toEqual([]);
    expect(messagesOf(changed(known, address, props({ target: "203.0.113.4" })))).toEqual([]);
    expect(messagesOf(changed(known, address, props({ target: "203.0.113.9" })))).toHaveLength(1);
    const theirs = changed(twoClasses, "NetworkingIp events-fr-par", props({ address: "203.0.113.5" }));
    expect(messagesOf(changed(theirs, address, literal("203.0.113.5")))).toHaveLength(1);
  });
});
