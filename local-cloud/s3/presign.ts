import { createScope } from "@smithy/signature-v4";
import { percentEncode } from "./request";
import { canonicalQuery, signatureOf } from "./signature";

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
  /** The region that is signed for. @default `auto`, which the local cloud's own S3 takes */
  region?: string;
  /** From when on it works. @default now */
  from?: Date;
}

const service = "s3";
const payload = "UNSIGNED-PAYLOAD";

/** An address that lets whoever has it do one thing with one object for a while, without a key of their own. */
export async function presign(request: PresignRequest): Promise<string> {
  const { region = "auto", from = new Date() } = request;
  const longDate = from.toISOString().replace(/[-:]|\.\d+/g, "");
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
  const path = `/${[request.bucket, ...request.name.split("/")].map(percentEncode).join("/")}`;
  const search = canonicalQuery(query);
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const canonical = [request.method, path, search, ...lines, "", signedHeaders, payload].join("\n");
  const { accessKey, secretKey } = request;
  const signer = { accessKey, secretKey, longDate, shortDate, region, service };
  const signature = (await signatureOf(canonical, signer)).toString("hex");
  return `https://${request.endpoint}${path}?${search}&X-Amz-Signature=${signature}`;
}
