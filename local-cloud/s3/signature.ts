import { createHash, createHmac, type Hmac, timingSafeEqual } from "node:crypto";
import { createScope, getCanonicalQuery, getSigningKey } from "@smithy/signature-v4";
import { S3Error, type S3Request } from "./request";

/** SHA-256 as the signing library wants it; with a secret, its keyed form. */
export class Sha256 {
  private readonly hash: ReturnType<typeof createHash> | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", toBuffer(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(toBuffer(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error("A digest is made once.");
  }
}

function toBuffer(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

/** Who signs, when, and for which region and service. */
export interface Signer {
  accessKey: string;
  secretKey: string;
  /** `20261124`. */
  shortDate: string;
  /** `20261124T010203Z`. */
  longDate: string;
  region: string;
  service: string;
}

/** What a request says about who signed it, before it is believed. */
export interface Claim extends Omit<Signer, "secretKey"> {
  signedHeaders: string[];
  signature: string;
  payloadHash: string;
}

/** Milliseconds that a client's clock may be off, as S3 has it. */
const skewLimit = 15 * 60 * 1000;

/** Reads the claim from the header or, for a presigned address, from the query. Throws if there is none. */
export function readClaim(request: S3Request): Claim {
  const header = request.headers.authorization;
  const claim = header === undefined ? fromQuery(request) : fromHeader(request, header);
  if (!claim.signedHeaders.includes("host")) throw denied("The host header must be signed.");
  return claim;
}

function fromHeader(request: S3Request, header: string): Claim {
  const match =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  const longDate = request.headers["x-amz-date"];
  const payloadHash = request.headers["x-amz-content-sha256"];
  if (match === null || longDate === undefined || payloadHash === undefined) {
    throw new S3Error(
      400,
      "AuthorizationHeaderMalformed",
      "The request must be signed with Signature Version 4.",
    );
  }
  const [, credential = "", signedHeaders = "", signature = ""] = match;
  if (Math.abs(Date.now() - parseDate(longDate)) > skewLimit) {
    throw new S3Error(403, "RequestTimeTooSkewed", "The request was signed more than 15 minutes from now.");
  }
  return {
    ...parseCredential(credential),
    signedHeaders: signedHeaders.split(";"),
    signature,
    longDate,
    payloadHash,
  };
}

function fromQuery(request: S3Request): Claim {
  const value = (name: string): string => request.query.get(name)?.[0] ?? "";
  if (value("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") throw denied("Anonymous requests are not allowed.");
  const longDate = value("X-Amz-Date");
  const expires = Number(value("X-Amz-Expires"));
  if (!(parseDate(longDate) + expires * 1000 > Date.now())) throw denied("Request has expired.");
  return {
    ...parseCredential(value("X-Amz-Credential")),
    signedHeaders: value("X-Amz-SignedHeaders").split(";"),
    signature: value("X-Amz-Signature"),
    longDate,
    payloadHash: request.headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD",
  };
}

function parseCredential(text: string): Pick<Claim, "accessKey" | "shortDate" | "region" | "service"> {
  const [accessKey = "", shortDate = "", region = "", service = ""] = text.split("/");
  return { accessKey, shortDate, region, service };
}

function parseDate(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Throws unless the secret made the claim's signature over this request. */
export async function verify(request: S3Request, claim: Claim, secretKey: string): Promise<void> {
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(Object.fromEntries(request.query)),
    ...claim.signedHeaders.map(
      (name) => `${name}:${(request.headers[name] ?? "").trim().replace(/\s+/g, " ")}`,
    ),
    "",
    claim.signedHeaders.join(";"),
    claim.payloadHash,
  ].join("\n");
  const expected = await signatureOf(canonical, { ...claim, secretKey });
  const given = Buffer.from(claim.signature, "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error(403, "SignatureDoesNotMatch", "The signature does not match. Check the secret key.");
  }
}

/** A query in the order and spelling that is signed. */
export function canonicalQuery(query: Readonly<Record<string, string | string[]>>): string {
  return getCanonicalQuery({ query } as unknown as Parameters<typeof getCanonicalQuery>[0]);
}

/** The signature of a canonical request (Signature Version 4). */
export async function signatureOf(canonical: string, signer: Signer): Promise<Buffer> {
  const { accessKey, secretKey, longDate, shortDate, region, service } = signer;
  const scope = createScope(shortDate, region, service);
  const text = ["AWS4-HMAC-SHA256", longDate, scope, sha256(canonical)].join("\n");
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  const key = await getSigningKey(Sha256, credentials, shortDate, region, service);
  return createHmac("sha256", key).update(text).digest();
}

/** Throws if a body isn't the one that was signed. */
export function verifyBody(claim: Claim, body: Buffer): void {
  if (/^[0-9a-f]{64}$/.test(claim.payloadHash) && sha256(body) !== claim.payloadHash) {
    throw new S3Error(400, "XAmzContentSHA256Mismatch", "The body is not the one that was signed.");
  }
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function denied(message: string): S3Error {
  return new S3Error(403, "AccessDenied", message);
}
