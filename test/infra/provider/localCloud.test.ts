import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { linodeApi } from "../../../infra/provider/linodeApi";
import { type Properties, type ResourceType, resourceTypes } from "../../../infra/provider/resources";
import { type LocalCloud, startLocalCloud } from "../../../local-cloud";
import { findVersitygw } from "../../../local-cloud/s3/versitygw";

let cloud: LocalCloud;
let types: Readonly<Record<string, ResourceType>>;
let names = 0;

/** What is sent to the API while an operation runs, as `METHOD PATH`. */
async function during(operation: () => Promise<unknown>): Promise<string[]> {
  await fetch(`${cloud.url}/_local/requests`, { method: "DELETE" });
  await operation();
  const requests = (await (await fetch(`${cloud.url}/_local/requests`)).json()) as {
    method: string;
    path: string;
  }[];
  return requests
    .filter(({ path }) => !path.startsWith("s3:") && !path.startsWith("/_local"))
    .map(({ method, path }) => `${method} ${path.replace(/^\/v4(beta)?/, "").replace(/\?.*/, "")}`);
}

const environment = () => ({
  LINODE_URL: cloud.url,
  LINODE_TOKEN: cloud.tokens[0],
  AWS_CA_BUNDLE: cloud.caFile,
});

const call = <T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> =>
  linodeApi(environment()).send<T>({
    method,
    path,
    what: "prepare a test",
    ...(body === undefined ? {} : { body }),
  });

const typeOf = (name: string): ResourceType => {
  const type = types[`bastide:index:${name}`];
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
};

beforeAll(async () => {
  cloud = await startLocalCloud({ speed: 100_000 });
  types = resourceTypes(environment());
});

afterAll(async () => cloud?.close());

const firewall = async (): Promise<number> => {
  names += 1;
  const rules = { inbound_policy: "DROP", outbound_policy: "DROP", inbound: [], outbound: [] };
  return (await call<{ id: number }>("POST", "/networking/firewalls", { label: `firewall-${names}`, rules }))
    .id;
};

const server = async (firewall_id?: number): Promise<number> => {
  names += 1;
  const body = { label: `server-${names}`, region: "fr-par", type: "g6-nanode-1", firewall_id };
  return (await call<{ id: number }>("POST", "/linode/instances", body)).id;
};

const balancer = async (): Promise<number> => {
  names += 1;
  return (
    await call<{ id: number }>("POST", "/nodebalancers", { label: `balancer-${names}`, region: "fr-par" })
  ).id;
};

const firewallsOf = async (path: string): Promise<number[]> =>
  (await call<{ data: { id: number }[] }>("GET", `${path}/firewalls`)).data.map(({ id }) => id);

describe("FirewallAttachment on the local cloud", () => {
  const attach = (firewallId: number, entityId: number, entityType = "linode") => ({
    firewallId,
    entityId,
    entityType,
  });

  it("puts a server that has none behind its firewall, in one request", async () => {
    const [one, entity] = [await firewall(), await server()];
    const inputs = attach(one, entity);
    const requests = await during(async () => {
      expect(await typeOf("FirewallAttachment").create(inputs)).toEqual({
        id: `linode/${entity}`,
        outputs: inputs,
      });
    });
    expect(requests).toEqual([
      `GET /linode/instances/${entity}/firewalls`,
      `PUT /linode/instances/${entity}/firewalls`,
    ]);
    expect(await firewallsOf(`/linode/instances/${entity}`)).toEqual([one]);
  });

  it("adopts what a server was created with, and writes nothing", async () => {
    const one = await firewall();
    const entity = await server(one);
    const requests = await during(() => typeOf("FirewallAttachment").create(attach(one, entity)));
    expect(requests).toEqual([`GET /linode/instances/${entity}/firewalls`]);
  });

  it("changes a firewall in one request, never with none or two in between", async () => {
    const [one, two] = [await firewall(), await firewall()];
    const entity = await server(one);
    const requests = await during(() =>
      typeOf("FirewallAttachment").update("id", attach(one, entity), attach(two, entity)),
    );
    expect(requests.filter((request) => !request.startsWith("GET"))).toEqual([
      `PUT /linode/instances/${entity}/firewalls`,
    ]);
    expect(await firewallsOf(`/linode/instances/${entity}`)).toEqual([two]);
  });

  it("sees drift and mends it", async () => {
    const [one, other] = [await firewall(), await firewall()];
    const entity = await server(one);
    const inputs = attach(one, entity);
    const type = typeOf("FirewallAttachment");
    expect(await type.read("id", inputs)).toEqual(inputs);
    await call("PUT", `/linode/instances/${entity}/firewalls`, { firewall_ids: [other] });
    const seen = await type.read("id", inputs);
    expect(seen).toEqual({ ...inputs, firewallId: other });
    expect(type.diff(seen ?? {}, inputs)).toEqual({ changed: ["firewallId"], replaces: [] });
    await type.update("id", seen ?? {}, inputs);
    expect(await firewallsOf(`/linode/instances/${entity}`)).toEqual([one]);
    await call("PUT", `/linode/instances/${entity}/firewalls`, { firewall_ids: [] });
    expect(await type.read("id", inputs)).toBeUndefined();
  });

  it("covers load balancers alike", async () => {
    const [one, entity] = [await firewall(), await balancer()];
    await typeOf("FirewallAttachment").create(attach(one, entity, "nodebalancer"));
    expect(await firewallsOf(`/nodebalancers/${entity}`)).toEqual([one]);
  });

  it("knows a deleted server as gone, and says so where it should cover it", async () => {
    const [one, entity] = [await firewall(), await server()];
    await call("DELETE", `/linode/instances/${entity}`);
    const type = typeOf("FirewallAttachment");
    const inputs = attach(one, entity);
    await expect.poll(() => type.read("id", inputs)).toBeUndefined();
    await type.delete("id", inputs);
    await expect(type.create(inputs)).rejects.toThrow(
      `There is no linode ${entity} to put behind firewall ${one}.`,
    );
  });

  it("takes away its own firewall only", async () => {
    const [one, other] = [await firewall(), await firewall()];
    const entity = await server(other);
    await typeOf("FirewallAttachment").delete("id", attach(one, entity));
    expect(await firewallsOf(`/linode/instances/${entity}`)).toEqual([other]);
    await typeOf("FirewallAttachment").delete("id", attach(other, entity));
    expect(await firewallsOf(`/linode/instances/${entity}`)).toEqual([]);
  });
});

const without = findVersitygw() === undefined;
const note = without ? " (skipped: no versitygw on the PATH or in ~/.cache/bastide/bin)" : "";

describe.skipIf(without)(`LockedBucket on the local cloud${note}`, () => {
  const inputsOf = (change: Properties = {}): Properties => {
    names += 1;
    return {
      region: "fr-par",
      label: `example-bucket-${names}`,
      tags: ["data-class:account"],
      lockDays: 2,
      lockMode: "COMPLIANCE",
      noncurrentDays: 9,
      ...change,
    };
  };

  const keys = () =>
    call<{ data: { id: number; label: string }[] }>("GET", "/object-storage/keys").then((p) => p.data);

  /** Does something in a bucket with a key of our own, as a class's writer would. */
  const write = async (inputs: Properties, act: (client: S3Client, bucket: string) => Promise<unknown>) => {
    const made = await call<{ id: number; access_key: string; secret_key: string }>(
      "POST",
      "/object-storage/keys",
      {
        label: "writer",
        regions: [inputs.region],
      },
    );
    const client = new S3Client({
      endpoint: `https://${cloud.s3Endpoints[String(inputs.region)]}`,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId: made.access_key, secretAccessKey: made.secret_key },
      requestHandler: { httpsAgent: new Agent({ ca: readFileSync(cloud.caFile, "utf8"), keepAlive: false }) },
    });
    try {
      await act(client, String(inputs.label));
    } finally {
      client.destroy();
      await call("DELETE", `/object-storage/keys/${made.id}`);
    }
  };

  it("makes a bucket with lock, versions and lifecycle, and leaves no key", async () => {
    const inputs = inputsOf({ region: "de-fra-2" });
    const type = typeOf("LockedBucket");
    const { id, outputs } = await type.create(inputs);
    expect(id).toBe(`de-fra-2/${inputs.label}`);
    expect(outputs).toEqual({ ...inputs, s3Endpoint: cloud.s3Endpoints["de-fra-2"] });
    const found = await type.read(id, outputs);
    expect(found).toMatchObject({ lockMode: "COMPLIANCE", lockDays: 2 });
    expect(found).not.toHaveProperty("versioned");
    expect(await keys()).toEqual([]);
    await type.delete(id, outputs);
    expect(await type.read(id, outputs)).toBeUndefined();
    expect(await keys()).toEqual([]);
  });

  it("adopts what an interrupted create has left", async () => {
    const inputs = inputsOf();
    const type = typeOf("LockedBucket");
    const first = await type.create(inputs);
    expect(await type.create(inputs)).toEqual(first);
    await type.delete(first.id, first.outputs);
    await type.delete(first.id, first.outputs);
  });

  it("changes the lock in place, and sees what someone else has changed", async () => {
    const inputs = inputsOf();
    const type = typeOf("LockedBucket");
    const { id, outputs } = await type.create(inputs);
    const longer = { ...inputs, lockDays: 5 };
    expect(await type.update(id, outputs, longer)).toEqual({ ...longer, s3Endpoint: outputs.s3Endpoint });
    const seen = await type.read(id, outputs);
    expect(seen).toMatchObject({ lockDays: 5 });
    expect((await type.diff(seen ?? {}, inputs)).changed).toContain("lockDays");
    await type.delete(id, outputs);
  });

  it("removes no bucket that holds anything", async () => {
    const inputs = inputsOf();
    const type = typeOf("LockedBucket");
    const { id, outputs } = await type.create(inputs);
    await write(inputs, (client, Bucket) =>
      client.send(new PutObjectCommand({ Bucket, Key: "wal/1", Body: "data" })),
    );
    await expect(type.delete(id, outputs)).rejects.toThrow(
      `The bucket ${inputs.label} still holds versions of objects, which are locked until their retention ends.`,
    );
    expect(await type.read(id, outputs)).toBeDefined();
    expect(await keys()).toEqual([]);
  });

  it("says what to do about a bucket that was made without a lock", async () => {
    const inputs = inputsOf();
    await call("POST", "/object-storage/buckets", { label: inputs.label, region: inputs.region });
    await expect(typeOf("LockedBucket").create(inputs)).rejects.toThrow(
      `The bucket ${inputs.label} takes no object lock`,
    );
    expect(await keys()).toEqual([]);
  });

  it("gives no key away in what ends up in the state", async () => {
    const { outputs } = await typeOf("LockedBucket").create(inputsOf());
    expect(Object.keys(outputs).sort()).toEqual([
      "label",
      "lockDays",
      "lockMode",
      "noncurrentDays",
      "region",
      "s3Endpoint",
      "tags",
    ]);
  });
});
