import { describe, expect, it } from "vitest";
import { requireBackups } from "../../../policy-pack/stack/requireBackups";
import { requireEndpoints } from "../../../policy-pack/stack/requireEndpoints";
import { prodWith } from "../../support/infraConfigs";
import { configure, onTheDay } from "../support/configuration";
import { edge } from "../support/edge";
import { type Member, stackMessages, without } from "../support/stack";
import { twoClasses as withoutHosts } from "../support/twoClasses";

onTheDay();

const twoClasses = [...withoutHosts, ...edge("account", "fr-par"), ...edge("account", "de-fra-2")];

describe("requireEndpoints", () => {
  it("accepts the compliant stack, where `account` has an endpoint and `events` has none", () => {
    expect(stackMessages(requireEndpoints, twoClasses)).toEqual([]);
  });
  it.each([
    "NodeBalancer account-fr-par-balancer",
    "NodeBalancerConfig account-fr-par",
    "NodeBalancerNode account-fr-par-edge",
  ])("refuses a region without %s", (key) => {
    expect(stackMessages(requireEndpoints, without(twoClasses, key))).toEqual([
      expect.stringMatching(
        /^Instance "account-fr-par-data" .*`account`, whose endpoint no load balancer serves/,
      ),
    ]);
  });
  it("asks for none where the configuration declares none", () => {
    configure(prodWith({ "classes.account.endpoint": undefined }));
    const key = "NodeBalancer account-fr-par-balancer";
    expect(stackMessages(requireEndpoints, without(twoClasses, key))).toEqual([]);
  });
});

describe("requireBackups, of what a class keeps as objects", () => {
  const bucket = (region: string): readonly Member[] => [
    {
      type: "bastide:index:LockedBucket",
      name: `account-${region}-objects`,
      parent: "Enclave account",
      props: { region, tags: ["data-class:account", "managed-by:bastide", "role:objects"] },
    },
    {
      type: "linode:index/objectStorageKey:ObjectStorageKey",
      name: `account-${region}-objects`,
      uses: { bucketAccesses: [`LockedBucket account-${region}-objects`] },
    },
  ];
  it("asks for a locked bucket with a key in each region of the class", () => {
    configure(prodWith({ "classes.account.objects": true }));
    const [one, other] = [bucket("fr-par"), bucket("de-fra-2")];
    expect(stackMessages(requireBackups, [...twoClasses, ...one, ...other])).toEqual([]);
    expect(stackMessages(requireBackups, [...twoClasses, ...one])).toEqual([
      expect.stringMatching(/^Instance "account-de-fra-2-data" .*no locked bucket for them in this region/),
    ]);
    expect(stackMessages(requireBackups, [...twoClasses, ...one, ...other.slice(0, 1)])).toEqual([
      expect.stringMatching(/^LockedBucket "account-de-fra-2-objects" has no key/),
    ]);
  });
});
