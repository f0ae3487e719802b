import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";

import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Decrypter } from "age-encryption";
import { gzipSync, strToU8 } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { linodeApi } from "../../../infra/provider/linodeApi";
import { type Properties, type ResourceType, resourceTypes } from "../../../infra/provider/resources";
import { type LocalCloud, startLocalCloud } from "../../../local-cloud";
import { findVersitygw } from "../../../local-cloud/s3/versitygw";
import { typeOf as knownType, makeIdentity, tags } from "./identity";

let cloud: LocalCloud;
let types: Readonly<Record<string, ResourceType>>;

const environment = () => ({
  LINODE_URL: cloud.url,
  LINODE_TOKEN: cloud.tokens[0],
  AWS_CA_BUNDLE: cloud.caFile,
});
const typeOf = (name: string): ResourceType => knownType(name, types);
const call = <T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> =>
  linodeApi(environment()).send<T>({
    ...{ method, path, what: "prepare a test" },
    ...(body === undefined ? {} : { body }),
  });

beforeAll(async () => {
  cloud = await startLocalCloud({ speed: 100_000 });
  types = resourceTypes(environment());
});
afterAll(async () => cloud?.close());

const without = findVersitygw() === undefined;
const note = without ? " (skipped: no versitygw on the PATH or in ~/.cache/bastide/bin)" : "";
let count = 0;

/** A site's bucket and the key for it, as the program makes them. */
async function exchange() {
  count += 1;
  const inputs = { region: "fr-par", label: `example-exchange-${count}`, tags, ticketDays: 1 };
  const { outputs: bucket } = await typeOf("ExchangeBucket").create(inputs);
  const key = await call<{ id: number; access_key: string; secret_key: string }>(
    "POST",
    "/object-storage/keys",
    {
      label: `exchange-${count}`,
      bucket_access: [{ bucket_name: inputs.label, region: "fr-par", permissions: "read_write" }],
    },
  );
  const access = {
    endpoint: String(bucket.s3Endpoint),
    region: "fr-par",
    name: inputs.label,
    accessKey: key.access_key,
    secretKey: key.secret_key,
  };
  const client = new S3Client({
    endpoint: `https://${access.endpoint}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: access.accessKey, secretAccessKey: access.secretKey },
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(cloud.caFile, "utf8"), keepAlive: false }) },
  });
  const names = async (): Promise<string[]> =>
    ((await client.send(new ListObjectsV2Command({ Bucket: inputs.label }))).Contents ?? []).map(({ Key }) =>
      String(Key),
    );
  const get = async (Key: string): Promise<Uint8Array> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: inputs.label, Key }));
    if (Body === undefined) throw new Error(`${Key} is empty.`);
    return Body.transformToByteArray();
  };
  const put = (Key: string, Body: string) =>
    client.send(new PutObjectCommand({ Bucket: inputs.label, Key, Body }));
  return { inputs, bucket, access, names, get, put };
}

const unseal = async (sealed: Uint8Array, identity: unknown): Promise<unknown> => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(String(identity));
  return JSON.parse(await decrypter.decrypt(sealed, "text"));
};

/** Fetches as a host does: without a key of its own. */
const fetchPlainly = (url: string): Promise<{ status: number; body: Buffer }> =>
  new Promise((resolve, reject) => {
    request(url, { ca: readFileSync(cloud.caFile) }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
    })
      .on("error", reject)
      .end();
  });

describe.skipIf(without)(`the exchange on the local cloud${note}`, () => {
  it("is a bucket that forgets tickets after a day, mends that, and goes with all that is in it", async () => {
    const { inputs, bucket, put } = await exchange();
    const type = typeOf("ExchangeBucket");
    expect(await type.read("id", bucket)).toEqual(bucket);
    expect((await type.diff(bucket, inputs)).changed).toEqual([]);
    await put("status/a", "{}");
    await type.delete("id", bucket);
    expect(await type.read("id", bucket)).toBeUndefined();
    await type.delete("id", bucket);
  });

  const messageOf = async (access: Properties) => {
    const { authority, identity } = await makeIdentity();
    return {
      authority,
      identity,
      inputs: {
        tags,
        host: "account-fr-par-gateway",
        access,
        recipient: identity.recipient,
        signingKey: authority.signingKey,
        ticket: 1,
        seed: Buffer.from(gzipSync(strToU8("#cloud-config\n"), { mtime: 0 })).toString("base64"),
        secrets: { "ca.pem": String(authority.certificate) },
      },
    };
  };

  it("brings a host what is sealed to it and signed, newer with each change", async () => {
    const { access, get, names } = await exchange();
    const { authority, identity, inputs } = await messageOf(access);
    const type = typeOf("HostMessage");
    const { id, outputs } = await type.create(inputs);
    const sealed = await get("messages/account-fr-par-gateway");
    const key = createPublicKey(String(authority.verifyKey));
    expect(verify(null, sealed, key, await get("messages/account-fr-par-gateway.sig"))).toBe(true);
    expect(await unseal(sealed, identity.identity)).toEqual({
      serial: outputs.serial,
      host: "account-fr-par-gateway",
      // As hosts read it: behind gzip and base64.
      cloudConfig: inputs.seed,
      secrets: inputs.secrets,
    });
    expect(await type.diff(outputs, inputs)).toEqual({ changed: [], replaces: [] });
    const changed = { ...inputs, secrets: { ...inputs.secrets, "host.key": "another" } };
    expect((await type.diff(outputs, changed)).changed).toEqual(["secrets"]);
    // Also where the clock went back.
    const before = { ...outputs, serial: Date.now() + 5_000_000 };
    const updated = await type.update(id, before, changed);
    expect(updated.serial).toBe(before.serial + 1);
    // A host that is made again takes nothing that is older than its ticket.
    const later = { ...inputs, ticket: Date.now() + 60_000 };
    expect((await type.diff(outputs, later)).changed).toEqual(["ticket"]);
    expect((await type.update(id, outputs, later)).serial).toBe(later.ticket);
    // And the same is said again after a week.
    const ago = (days: number) => ({ ...outputs, serial: Date.now() - days * 86_400_000 });
    expect((await type.diff(ago(6.9), inputs)).changed).toEqual([]);
    expect((await type.diff(ago(7.1), inputs)).changed).toEqual(["secrets"]);
    await type.delete(id, updated);
    expect(await names()).toEqual([]);
  });

  it("knows a message that is gone or was exchanged as gone", async () => {
    const { access, put } = await exchange();
    const { inputs } = await messageOf(access);
    const type = typeOf("HostMessage");
    const { id, outputs } = await type.create(inputs);
    expect(await type.read(id, outputs)).toEqual(outputs);
    await put("messages/account-fr-par-gateway", "something else");
    expect(await type.read(id, outputs)).toBeUndefined();
    const again = await type.update(id, outputs, inputs);
    expect(await type.read(id, again)).toEqual(again);
    // Without its signature no host would look at it.
    await put("messages/account-fr-par-gateway.sig", "something else");
    expect(await type.read(id, again)).toBeUndefined();
    await type.delete(id, outputs);
    expect(await type.read(id, outputs)).toBeUndefined();
  });

  it("keeps no secret in what a message leaves in the state, but where it says so", async () => {
    const { access } = await exchange();
    const { outputs } = await typeOf("HostMessage").create((await messageOf(access)).inputs);
    const shown = Object.entries(outputs).filter(([name]) => !typeOf("HostMessage").secrets?.includes(name));
    expect(shown.map(([name]) => name).sort()).toEqual(["content", "host", "object", "serial", "ticket"]);
  });

  describe("tickets", () => {
    const ticketOf = async (label: string) => {
      const { access, names } = await exchange();
      const { authority, identity } = await makeIdentity();
      const server = { label, region: "fr-par", image: "linode/debian13" };
      const inputs = {
        ...{ tags, host: "account-fr-par-gateway", access },
        ...{ identity: identity.identity, verifyKey: authority.verifyKey, server },
      };
      return { inputs, names, access, authority, identity };
    };

    it("let in whoever has the line, once the object is fetched without a key", async () => {
      const { inputs, access, authority, identity, names } = await ticketOf("ticket-1");
      const type = typeOf("HostTicket");
      const { id, outputs } = await type.create(inputs);
      const [url = "", once] = String(outputs.line).split(" ");
      expect(new URL(url).searchParams.get("X-Amz-Expires")).toBe("86400");
      const { status, body } = await fetchPlainly(url);
      expect(status).toBe(200);
      expect(await unseal(body, once)).toEqual({
        host: "account-fr-par-gateway",
        identity: identity.identity,
        verifyKey: authority.verifyKey,
        made: outputs.made,
        bucket: access,
      });
      expect(Math.abs(Number(outputs.made) - Date.now())).toBeLessThan(60_000);
      await type.delete(id, outputs);
      expect(await names()).toEqual([]);
      expect((await fetchPlainly(url)).status).toBe(404);
    });

    it("are made anew while there is no server, and never once there is, unless it is replaced", async () => {
      const { inputs, names } = await ticketOf("ticket-2");
      const type = typeOf("HostTicket");
      const { id, outputs } = await type.create(inputs);
      expect((await type.diff(outputs, inputs)).changed).toEqual(["line", "made"]);
      const renewed = await type.update(id, outputs, inputs);
      expect(renewed.line).not.toBe(outputs.line);
      expect(await names()).toEqual([renewed.object]);
      await call("POST", "/linode/instances", { label: "ticket-2", region: "fr-par", type: "g6-nanode-1" });
      expect((await type.diff(renewed, inputs)).changed).toEqual([]);
      expect(
        (await type.diff(renewed, { ...inputs, access: { ...inputs.access, accessKey: "x" } })).changed,
      ).toEqual([]);
      const elsewhere = { ...inputs, server: { ...inputs.server, region: "de-fra-2" } };
      expect((await type.diff(renewed, elsewhere)).changed).toEqual(["line", "made", "server"]);
    });
  });
});

describe.skipIf(without)(`a local cloud that tells Linode's own names of object storage${note}`, () => {
  it("gives hosts the real name, and is reached by the program all the same", async () => {
    const named = await startLocalCloud({ speed: 100_000, s3Names: true });
    try {
      const here = named.s3Endpoints["fr-par"] ?? "";
      const own = resourceTypes({
        ...{ LINODE_URL: named.url, LINODE_TOKEN: named.tokens[0], AWS_CA_BUNDLE: named.caFile },
        BASTIDE_S3_ADDRESSES: JSON.stringify({ "fr-par-1.linodeobjects.com": here }),
      });
      const bucket = own["bastide:index:ExchangeBucket"];
      if (bucket === undefined) throw new Error("The type is missing.");
      expect(here).toMatch(/^127\.0\.0\.1:\d+$/);
      const inputs = { region: "fr-par", label: "example-named", tags, ticketDays: 1 };
      const { id, outputs } = await bucket.create(inputs);
      expect(outputs.s3Endpoint).toBe("fr-par-1.linodeobjects.com");
      expect(await bucket.read(id, outputs)).toEqual(outputs);
      await bucket.delete(id, outputs);
    } finally {
      await named.close();
    }
  });
});
