import type { BucketAccess, SecretRenderer } from "./index";

/** The way to one bucket, as rclone reads it. */
const remote = (name: string, { endpoint, region, accessKey, secretKey }: BucketAccess): string =>
  [
    `[${name}]`,
    "type = s3",
    "provider = Other",
    `endpoint = https://${endpoint}`,
    `region = ${region}`,
    `access_key_id = ${accessKey}`,
    `secret_access_key = ${secretKey}`,
    // Made by the program, with its lock; a key for one bucket can't look for others.
    "no_check_bucket = true",
    "force_path_style = true",
    "",
  ].join("\n");

/** BC-2, AC-6: the class's buckets of objects, this region's and the others'. They are copied as they are: who writes them encrypts them. */
export const objects: SecretRenderer = (host, { buckets }) => {
  const own = buckets.filter(({ role }) => role === "objects");
  const here = own.find(({ region }) => region === host.region);
  const others = own.filter(({ region }) => region !== host.region);
  if (host.role !== "data" || here === undefined || others.length === 0) return {};
  return {
    "objects.conf": [here, ...others].map((bucket) => remote(bucket.region, bucket)).join("\n"),
    "objects-buckets": [here, ...others].map(({ region, name }) => `${region} ${name}\n`).join(""),
  };
};
