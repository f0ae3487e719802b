import { createHash, createHmac } from "node:crypto";
import { createScope, getCanonicalQuery, getSigningKey } from "@smithy/signature-v4";
import { Sha256 } from "./signature";

/** What a presigned address is for. */
export interface PresignRequest {
  method: string;
  /** `host:port` */
  endpoint: string;
  bucket: string;
  /** The object's name. */
  name: string;
  /** Seconds that it works, from now. */
  expiresIn: number;
  /** The Content-Type that whoever uses it has to send. */
  contentType?: string;
  accessKey: string;
  secretKey: string;
}

const region = "auto";
const service = "s3";
const payload = "UNSIGNED-PAYLOAD";

/** An address that lets whoever has it do one thing with one object for a while, without a key of their own. */
export async function presign(request: PresignRequest): Promise<string> {
  const longDate = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const shortDate = longDate.slice(0, 8);
  const scope = createScope(shortDate, region, service);
  const headers: Record<string, string> = {
    ...(request.contentType === undefined ? {} : { "content-type": request.contentType }),
    host: request.endpoint,
  };
  const signedHeaders = Object.keys(headers).join(";");
  const query = {
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${request.accessKey}/${scope}`,
    "X-Amz-Date": longDate,
    "X-Amz-Expires": String(request.expiresIn),
    "X-Amz-SignedHeaders": signedHeaders,
  };
  const path = `/${[request.bucket, ...request.name.split("/")].map(encode).join("/")}`;
  const search = getCanonicalQuery({ query } as unknown as Parameters<typeof getCanonicalQuery>[0]);
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const canonical = [request.method, path, search, ...lines, "", signedHeaders, payload].join("\n");
  const digest = createHash("sha256").update(canonical).digest("hex");
  const credentials = { accessKeyId: request.accessKey, secretAccessKey: request.secretKey };
  const key = await getSigningKey(Sha256, credentials, shortDate, region, service);
  const text = ["AWS4-HMAC-SHA256", longDate, scope, digest].join("\n");
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return `https://${request.endpoint}${path}?${search}&X-Amz-Signature=${signature}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
