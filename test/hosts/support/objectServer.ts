import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Authority, World } from "../../../local-cloud/hosts";
import { namespacePath } from "../../../local-cloud/hosts/namespaces";
import type { Place } from "../../../local-cloud/hosts/place";
import { until } from "../../../local-cloud/hosts/run";
import { leash } from "../../../local-cloud/s3/versitygw";

/** A real server of S3 at a place of a world, with one bucket. */
export interface ObjectServer {
  readonly region: string;
  readonly name: string;
  readonly address: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** The folder with the objects. */
  readonly folder: string;
  stop(): Promise<void>;
}

export interface ObjectServerOptions {
  readonly world: World;
  readonly place: Place;
  readonly address: string;
  /** As requests are signed for. */
  readonly region: string;
  /** The DNS name in its certificate. */
  readonly name: string;
  readonly bucket: string;
  readonly versitygw: string;
  readonly authority: Authority;
}

/** Starts versitygw there on port 443; resolves when it serves. */
export async function startObjectServer(options: ObjectServerOptions): Promise<ObjectServer> {
  const { world, place, address, region, name, bucket, versitygw, authority } = options;
  const home = join(world.folder, "objects", region);
  const folder = join(home, "data");
  mkdirSync(join(folder, bucket), { recursive: true, mode: 0o700 });
  mkdirSync(join(home, "versions"), { mode: 0o700 });
  const { cert, key } = await authority.issue([name, address]);
  writeFileSync(join(home, "cert.pem"), cert, { mode: 0o600 });
  writeFileSync(join(home, "key.pem"), key, { mode: 0o600 });
  const accessKey = `KEY${randomBytes(8).toString("hex").toUpperCase()}`;
  const secretKey = randomBytes(20).toString("hex");
  const child: ChildProcess = spawn(
    "sh",
    [
      ...["-c", leash, "sh", "nsenter", `--net=${namespacePath(place.namespace)}`, versitygw],
      ...["--quiet", "--keep-alive", "--region", region, "--port", `${address}:443`],
      ...["--cert", join(home, "cert.pem"), "--key", join(home, "key.pem")],
      ...["posix", "--versioning-dir", join(home, "versions"), folder],
    ],
    {
      stdio: ["pipe", "ignore", "pipe"],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ROOT_ACCESS_KEY_ID: accessKey,
        ROOT_SECRET_ACCESS_KEY: secretKey,
      },
    },
  );
  let said = "";
  child.stderr?.on("data", (part: Buffer) => {
    said = (said + part.toString()).slice(-2000);
  });
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`versitygw ended at once: ${said.trim()}`);
      const { stdout } = await place.run(["ss", "-Hlnt"]);
      return stdout.includes(`${address}:443`) ? true : undefined;
    },
    { seconds: 15, late: () => `versitygw does not serve at ${address}: ${said.trim()}` },
  );
  return {
    ...{ region, name, address, bucket, accessKey, secretKey, folder },
    async stop() {
      if (child.exitCode !== null) return;
      await new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.stdin?.end();
      });
    },
  };
}
