import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";

import type { BucketAccess } from "../../../../infra/hosts/secrets";
import type { Authority } from "../../../../local-cloud/hosts";
import { joinSockets } from "../../../../local-cloud/hosts/joinSockets";
import { until } from "../../../../local-cloud/hosts/run";
import { leash } from "../../../../local-cloud/s3/versitygw";

/** A region's object storage on this machine: a real S3 server with one bucket, over TLS. */
export interface Region {
  readonly access: BucketAccess;
  /** Puts an object, as somebody with the bucket's key would. */
  put(key: string, text: string): void;
  remove(key: string): void;
  /** An object's text; undefined where there is none. */
  get(key: string): string | undefined;
  /** From now on nothing answers. */
  fail(): void;
  recover(): void;
  close(): Promise<void>;
}

/** Starts versitygw for a region; its folder holds the objects as files. */
export async function startRegion(
  region: string,
  options: { readonly folder: string; readonly versitygw: string; readonly authority: Authority },
): Promise<Region> {
  const data = join(options.folder, region);
  const name = `sessions-${region}-objects`;
  const bucket = join(data, name);
  mkdirSync(bucket, { recursive: true, mode: 0o700 });
  const socket = join(options.folder, `${region}.sock`);
  const keys = { accessKey: randomBytes(10).toString("hex"), secretKey: randomBytes(20).toString("hex") };
  const child = spawn(
    "sh",
    [
      ...["-c", leash, "sh", options.versitygw, "--quiet", "--keep-alive", "--region", region],
      ...["--port", socket, "posix", data],
    ],
    {
      stdio: ["pipe", "ignore", "ignore"],
      env: {
        ...{ PATH: process.env.PATH, HOME: process.env.HOME },
        ...{ ROOT_ACCESS_KEY_ID: keys.accessKey, ROOT_SECRET_ACCESS_KEY: keys.secretKey },
      },
    },
  );
  await until(async () => (existsSync(socket) ? true : undefined), {
    seconds: 20,
    late: () => `versitygw of ${region} does not serve`,
  });
  const { cert, key } = await options.authority.issue(["127.0.0.1"]);
  const open = new Set<Socket>();
  let isAway = false;
  const front = createServer({ cert, key }, (here) => {
    open.add(here);
    here.on("close", () => open.delete(here));
    joinSockets(here, connect(socket));
  });
  front.on("connection", (raw: Socket) => {
    if (isAway) raw.destroy();
  });
  front.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const { port } = front.address() as AddressInfo;
  return {
    access: { role: "objects", region, endpoint: `127.0.0.1:${port}`, name, ...keys },
    put: (each, text) => writeFileSync(join(bucket, each), text),
    remove: (each) => rmSync(join(bucket, each)),
    get: (each) => (existsSync(join(bucket, each)) ? readFileSync(join(bucket, each), "utf8") : undefined),
    fail() {
      isAway = true;
      for (const each of open) each.destroy();
    },
    recover() {
      isAway = false;
    },
    async close() {
      for (const each of open) each.destroy();
      front.close();
      await new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.stdin?.end();
      });
    },
  };
}
