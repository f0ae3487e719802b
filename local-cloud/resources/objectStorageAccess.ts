import { createPrivateKey, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { Call, Endpoint } from "../core/definition";
import { invalid } from "../core/errors";
import { validate } from "../core/validate";
import { accessXml, cannedAcls } from "../s3/acl";
import { type BucketRecord, findBucket } from "./buckets";

/** Endpoint types whose buckets have no CORS setting, by the API's document. */
const withoutCors: readonly string[] = ["E2", "E3"];

function access(bucket: BucketRecord): unknown {
  const hasCors = !withoutCors.includes(bucket.endpoint_type);
  return {
    acl: bucket.acl,
    acl_xml: accessXml(bucket.acl),
    cors_enabled: hasCors ? bucket.cors_enabled : null,
    cors_xml: hasCors ? (bucket.documents.cors ?? (bucket.cors_enabled ? openCors : null)) : null,
  };
}

/** What a bucket answers when CORS was turned on over the API: everything, from everywhere. */
const openCors =
  "<CORSConfiguration><CORSRule>" +
  ["GET", "PUT", "DELETE", "HEAD", "POST"].map((one) => `<AllowedMethod>${one}</AllowedMethod>`).join("") +
  "<AllowedOrigin>*</AllowedOrigin><AllowedHeader>*</AllowedHeader></CORSRule></CORSConfiguration>";

const schema = z.object({ acl: z.enum(cannedAcls).nullish(), cors_enabled: z.boolean().nullish() });

function change(call: Call): unknown {
  const bucket = findBucket(call);
  const input = validate(schema, call.body);
  call.world.store.patch("bucket", bucket.id, {
    acl: input.acl ?? bucket.acl,
    cors_enabled: input.cors_enabled ?? bucket.cors_enabled,
  });
  return {};
}

const certificateSchema = z.object({ certificate: z.string(), private_key: z.string() });

function setCertificate(call: Call): unknown {
  const bucket = findBucket(call);
  const input = validate(certificateSchema, call.body);
  if (bucket.ssl) throw invalid("The bucket already has a certificate. Delete it first.");
  const pair = readPair(input.certificate, input.private_key);
  if (!pair.certificate.checkPrivateKey(pair.key)) {
    throw invalid("private_key must belong to certificate", "private_key");
  }
  call.world.store.patch("bucket", bucket.id, { ssl: true });
  return { ssl: true };
}

function readPair(certificate: string, key: string) {
  try {
    return { certificate: new X509Certificate(certificate), key: createPrivateKey(key) };
  } catch {
    throw invalid("Must be a certificate and its private key in PEM format", "certificate");
  }
}

const scope = "object_storage";
const bucket = "/object-storage/buckets/:region/:label";

/** Who may reach a bucket, and under which certificate. */
export const accessEndpoints: readonly Endpoint[] = [
  { method: "GET", path: `${bucket}/access`, scope, run: (call) => access(findBucket(call)) },
  { method: "POST", path: `${bucket}/access`, scope, run: change },
  { method: "PUT", path: `${bucket}/access`, scope, run: change },
  { method: "GET", path: `${bucket}/ssl`, scope, run: (call) => ({ ssl: findBucket(call).ssl }) },
  { method: "POST", path: `${bucket}/ssl`, scope, run: setCertificate },
  {
    method: "DELETE",
    path: `${bucket}/ssl`,
    scope,
    run: (call) => {
      call.world.store.patch("bucket", findBucket(call).id, { ssl: false });
      return {};
    },
  },
];
