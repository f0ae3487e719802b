import { X509Certificate } from "node:crypto";

import { describe, expect, it, vi } from "vitest";

import { linodeApi } from "../../../infra/provider/linodeApi";
import { resourceTypes } from "../../../infra/provider/resources";
import { startLocalCloud } from "../../../local-cloud";
import { authorityInputs, makeIdentity, tags, typeOf } from "./identity";

const days = (count: number) => new Date(Date.now() + count * 86_400_000);

describe("identities", () => {
  it("are certified by the class's authority, for the host's names and addresses, for both ends", async () => {
    const { authority, identity } = await makeIdentity();
    const certificate = new X509Certificate(String(identity.certificate));
    const issuer = new X509Certificate(String(authority.certificate));
    expect(issuer.ca).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.checkIssued(issuer)).toBe(true);
    expect(certificate.checkHost("account-fr-par-gateway")).toBe("account-fr-par-gateway");
    expect(certificate.checkIP("10.65.129.16")).toBe("10.65.129.16");
    expect(certificate.checkIP("10.65.1.16")).toBe("10.65.1.16");
    expect(certificate.checkHost("contact-fr-par-gateway")).toBeUndefined();
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  });

  it("stay as they are until little time is left, and then keep all keys but the certificate's", async () => {
    const { inputs, identity } = await makeIdentity();
    const type = typeOf("HostIdentity");
    expect(await type.diff(identity, inputs)).toEqual({ changed: [], replaces: [] });
    const late = { ...identity, notAfter: days(299).toISOString() };
    expect(await type.diff(late, inputs)).toEqual({ changed: ["certificate"], replaces: [] });
    const renewed = await type.update("id", late, inputs);
    for (const key of ["identity", "recipient", "tunnelPrivateKey", "tunnelPublicKey"])
      expect(renewed[key]).toBe(identity[key]);
    expect(renewed.certificate).not.toBe(identity.certificate);
    expect(await type.diff(renewed, inputs)).toEqual({ changed: [], replaces: [] });
  });

  it("get another certificate with another address", async () => {
    const { inputs, identity } = await makeIdentity();
    const moved = { ...inputs, addresses: ["10.65.129.17"] };
    expect((await typeOf("HostIdentity").diff(identity, moved)).changed).toEqual(["addresses"]);
    const { certificate } = await typeOf("HostIdentity").update("id", identity, moved);
    expect(new X509Certificate(String(certificate)).checkIP("10.65.129.17")).toBe("10.65.129.17");
  });

  it("outlive their authority's renewal: it keeps its key", async () => {
    const { authority, identity } = await makeIdentity();
    const type = typeOf("ClassAuthority");
    expect((await type.diff(authority, authorityInputs)).changed).toEqual([]);
    const late = { ...authority, notAfter: days(700).toISOString() };
    expect((await type.diff(late, authorityInputs)).changed).toEqual(["certificate"]);
    const renewed = await type.update("id", late, authorityInputs);
    expect(renewed.signingKey).toBe(authority.signingKey);
    expect(renewed.certificate).not.toBe(authority.certificate);
    const issuer = new X509Certificate(String(renewed.certificate));
    expect(new X509Certificate(String(identity.certificate)).checkIssued(issuer)).toBe(true);
    expect(new X509Certificate(String(identity.certificate)).verify(issuer.publicKey)).toBe(true);
  });
});

describe("a local cloud that keeps no objects", () => {
  it("makes tickets and messages all the same", async () => {
    vi.stubEnv("BASTIDE_VERSITYGW", "");
    const bare = await startLocalCloud({ speed: 100_000, versitygw: false });
    try {
      const own = resourceTypes({
        LINODE_URL: bare.url,
        LINODE_TOKEN: bare.tokens[0],
        AWS_CA_BUNDLE: bare.caFile,
      });
      const api = linodeApi({ LINODE_URL: bare.url, LINODE_TOKEN: bare.tokens[0] });
      const bucket = own["bastide:index:ExchangeBucket"];
      const ticket = own["bastide:index:HostTicket"];
      if (bucket === undefined || ticket === undefined) throw new Error("A type is missing.");
      const made = await bucket.create({ region: "fr-par", label: "bare-exchange", tags, ticketDays: 1 });
      const key = await api.send<{ access_key: string; secret_key: string }>({
        method: "POST",
        path: "/object-storage/keys",
        body: {
          label: "bare",
          bucket_access: [{ bucket_name: "bare-exchange", region: "fr-par", permissions: "read_write" }],
        },
        what: "prepare a test",
      });
      const { authority, identity } = await makeIdentity();
      const { outputs } = await ticket.create({
        ...{ tags, host: "a", identity: identity.identity, verifyKey: authority.verifyKey },
        server: { label: "a" },
        access: {
          ...{ endpoint: made.outputs.s3Endpoint, region: "fr-par", name: "bare-exchange" },
          ...{ accessKey: key.access_key, secretKey: key.secret_key },
        },
      });
      expect(outputs.line).toMatch(/^https:\/\/\S+ AGE-SECRET-KEY-1\w+$/);
      await ticket.delete("id", outputs);
      await bucket.delete(made.id, made.outputs);
    } finally {
      await bare.close();
      vi.unstubAllEnvs();
    }
  });
});
