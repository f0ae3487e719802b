import { describe, expect, it } from "vitest";

import { createProvider } from "../../../infra/provider/provider";
import { type Properties, resourceTypes } from "../../../infra/provider/resources";
import { refusal, stubApi } from "../../support/infraStubApi";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const typeOf = (name: string, environment: NodeJS.ProcessEnv = {}) => {
  const type = resourceTypes(environment)[`bastide:index:${name}`];
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
};

const attachment = { firewallId: 1, entityId: 2, entityType: "linode" };
const bucket = {
  region: "fr-par",
  label: "example-account-fr-par-backup",
  tags: ["data-class:account"],
  lockDays: 35,
  lockMode: "COMPLIANCE",
  noncurrentDays: 42,
};

describe("FirewallAttachment", () => {
  const type = typeOf("FirewallAttachment");

  it.each([
    attachment,
    { ...attachment, entityType: "nodebalancer" },
    { ...attachment, firewallId: unknown, entityId: unknown },
  ])("accepts %j", async (inputs) => expect(await type.check(inputs)).toEqual([]));

  it.each([
    ["firewallId", { ...attachment, firewallId: 0 }],
    ["firewallId", { ...attachment, firewallId: Number.NaN }],
    ["entityId", { ...attachment, entityId: "2" }],
    ["entityId", { ...attachment, entityId: 1.5 }],
    ["entityType", { ...attachment, entityType: "volume" }],
    ["entityType", { ...attachment, entityType: "constructor" }],
    ["entityType", { firewallId: 1, entityId: 2 }],
  ])("refuses a bad %s", async (property, inputs: Properties) => {
    expect((await type.check(inputs)).map((failure) => failure.property)).toEqual([property]);
  });

  it("changes its firewall in place, and is another for another server", async () => {
    expect(type.diff(attachment, attachment)).toEqual({ changed: [], replaces: [] });
    expect(type.diff(attachment, { ...attachment, firewallId: 9 })).toEqual({
      changed: ["firewallId"],
      replaces: [],
    });
    expect(type.diff(attachment, { ...attachment, entityId: 9 })).toEqual({
      changed: ["entityId"],
      replaces: ["entityId"],
    });
    expect((await type.diff(attachment, { ...attachment, entityType: "nodebalancer" })).replaces).toEqual([
      "entityType",
    ]);
  });
});

describe("two firewalls at once", () => {
  it("are seen as drift, and made one in one request", async () => {
    const stub = await stubApi(({ method }) =>
      method === "GET" ? { body: { data: [{ id: 1 }, { id: 9 }] } } : {},
    );
    const type = typeOf("FirewallAttachment", stub.environment);
    const seen = await type.read("linode/2", attachment);
    expect(seen).toEqual({ ...attachment, firewallId: 9 });
    expect((await type.diff(seen ?? {}, attachment)).changed).toEqual(["firewallId"]);
    await type.update("linode/2", seen ?? {}, attachment);
    expect(stub.requests.filter(({ method }) => method !== "GET")).toMatchObject([
      { method: "PUT", path: "/v4/linode/instances/2/firewalls", body: { firewall_ids: [1] } },
    ]);
  });
});

describe("LockedBucket", () => {
  const type = typeOf("LockedBucket");

  it.each([
    bucket,
    { ...bucket, region: "de-fra-2" },
    { ...bucket, region: "no-osl-1" },
    { ...bucket, lockMode: "GOVERNANCE" },
  ])("accepts %j", async (inputs) => expect(await type.check(inputs)).toEqual([]));

  it.each([
    ["region", { ...bucket, region: "fr-par-1" }],
    ["region", { ...bucket, region: "us-east-1" }],
    ["label", { ...bucket, label: "ab" }],
    ["label", { ...bucket, label: "Upper" }],
    ["label", { ...bucket, label: `a${"b".repeat(63)}` }],
    ["label", { ...bucket, label: "ends-" }],
    ["lockDays", { ...bucket, lockDays: 0 }],
    ["lockDays", { ...bucket, lockDays: 1.5 }],
    ["noncurrentDays", { ...bucket, noncurrentDays: "42" }],
    ["lockMode", { ...bucket, lockMode: "compliance" }],
  ])("refuses a bad %s", async (property, inputs: Properties) => {
    const failures = await type.check(inputs);
    expect(failures.map((failure) => failure.property)).toEqual([property]);
    expect(failures[0]?.reason).toMatch(/^[A-Za-z].*\.$/);
  });

  it("is another bucket in another region or by another name; all else changes in place", async () => {
    expect((await type.diff(bucket, bucket)).changed).toEqual([]);
    expect((await type.diff(bucket, { ...bucket, region: "gb-lon" })).replaces).toEqual(["region"]);
    expect((await type.diff(bucket, { ...bucket, label: "another" })).replaces).toEqual(["label"]);
    for (const change of [
      { lockDays: 90 },
      { lockMode: "GOVERNANCE" },
      { noncurrentDays: 50 },
      { tags: [] },
    ]) {
      expect(type.diff(bucket, { ...bucket, ...change })).toEqual({
        changed: Object.keys(change),
        replaces: [],
      });
    }
  });

  it("notices versioning that someone has switched off", () => {
    expect(type.diff({ ...bucket, versioned: false }, bucket)).toEqual({
      changed: ["versioned"],
      replaces: [],
    });
  });
});

describe("AccountPreflight", () => {
  const accepted = {
    interfacesForNewLinodes: ["legacy_config_only", "legacy_config_default_but_linode_allowed"],
  };
  const checked = async (settings: unknown) => {
    const stub = await stubApi(() => ({ body: settings }));
    return typeOf("AccountPreflight", stub.environment).check(accepted);
  };

  it.each(["legacy_config_only", "legacy_config_default_but_linode_allowed", undefined])(
    "goes on under %s",
    async (found) => {
      expect(await checked({ interfaces_for_new_linodes: found })).toEqual([]);
    },
  );

  it.each(["linode_default_but_legacy_config_allowed", "linode_only"])(
    "refuses %s, and says what to do where",
    async (found) => {
      expect(await checked({ interfaces_for_new_linodes: found })).toEqual([
        {
          property: "interfacesForNewLinodes",
          reason:
            `This account's setting interfaces_for_new_linodes is ${found}; under it Linode refuses or changes the network ` +
            "interfaces of every server here. Set it to legacy_config_default_but_linode_allowed " +
            "(Cloud Manager, Account, Settings, Network Interface Type), then try again. Nothing was created.",
        },
      ]);
    },
  );

  it("reads and writes nothing else", async () => {
    const stub = await stubApi(({ path }) => ({
      body: path.includes("/keys") ? { data: [] } : { interfaces_for_new_linodes: "legacy_config_only" },
    }));
    const type = typeOf("AccountPreflight", stub.environment);
    await type.check(accepted);
    const { id, outputs } = await type.create(accepted);
    expect(await type.read(id, outputs)).toEqual(accepted);
    expect(await type.update(id, outputs, accepted)).toEqual(accepted);
    await type.delete(id, outputs);
    expect(stub.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v4/account/settings",
      // A refresh also looks for temporary keys that an interrupted run has left.
      "GET /v4/object-storage/keys?page_size=500",
    ]);
  });

  it("names the scope that a token lacks", async () => {
    const stub = await stubApi(() =>
      refusal(403, "Your OAuth token is not authorized to use this endpoint."),
    );
    await expect(typeOf("AccountPreflight", stub.environment).check(accepted)).rejects.toThrow(
      "Linode refused to read the account's settings (scope account:read_only): Your OAuth token is not authorized",
    );
  });
});

describe("the provider", () => {
  const urn = (type: string) => `urn:pulumi:prod::bastide::bastide:infra:Gateway$bastide:index:${type}::name`;

  it("finds the type in a URN", async () => {
    const provider = createProvider({});
    expect(await provider.check?.(urn("FirewallAttachment"), {}, attachment)).toEqual({
      inputs: attachment,
      failures: [],
    });
    expect(
      await provider.diff?.("id", urn("FirewallAttachment"), attachment, { ...attachment, entityId: 3 }),
    ).toMatchObject({
      changes: true,
      replaces: ["entityId"],
    });
    expect(await provider.diff?.("id", urn("FirewallAttachment"), attachment, attachment)).toMatchObject({
      changes: false,
    });
  });

  it("names the types that there are", async () => {
    const check = createProvider({}).check?.(urn("Nothing"), {}, {});
    await expect(check).rejects.toThrow(
      "There is no resource type bastide:index:Nothing; there are bastide:index:AccountPreflight, " +
        "bastide:index:ClassAuthority, bastide:index:ExchangeBucket, bastide:index:FirewallAttachment, bastide:index:HostIdentity, " +
        "bastide:index:HostMessage, bastide:index:HostTicket, bastide:index:LockedBucket.",
    );
  });
});
