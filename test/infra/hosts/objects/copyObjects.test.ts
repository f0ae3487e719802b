import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { secretFiles } from "../../../../infra/hosts/secrets";
import { findProgram } from "../../../../local-cloud/core/files";
import { type Authority, makeAuthority } from "../../../../local-cloud/hosts";
import { cacheFolder } from "../../../../local-cloud/hosts/folders";
import { recipeHash } from "../../../../local-cloud/hosts/recipe";
import { findVersitygw } from "../../../../local-cloud/s3/versitygw";
import { productionHost } from "../../../hosts/support/laid";
import { type Region, startRegion } from "./region";

const script = join(__dirname, "../../../../infra/hosts/files/objects/usr/lib/bastide/copy-objects");
const rclone = findProgram(["rclone"], [join(cacheFolder(), `full-${recipeHash("full")}`, "root/usr/bin")]);
const versitygw = findVersitygw();
const missing = rclone === undefined ? "rclone" : versitygw === undefined ? "versitygw" : undefined;
const note = missing === undefined ? "" : ` (skipped: there is no ${missing} here)`;
/** Of this machine alone, and of this process: where the database's manager answers. */
const overlay = `127.${1 + (process.pid % 250)}.${1 + ((process.pid >> 8) % 250)}.9`;

/** The script that copies objects, with a real rclone and real S3 servers; Patroni is a server that answers what Patroni answers. */
describe.skipIf(missing !== undefined)(`copies of objects${note}`, () => {
  let folder = "";
  let authority: Authority;
  let patroni: Server;
  let leads = true;
  let here: Region;
  let there: Region;

  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-objects-")));
    authority = await makeAuthority();
    leads = true;
    const { cert, key } = await authority.issue([overlay]);
    const options = { cert, key, ca: authority.pem, requestCert: true, rejectUnauthorized: true };
    patroni = createServer(options, ({ url }, response) => {
      response.writeHead(url === "/primary" && leads ? 200 : 503).end();
    });
    await new Promise<void>((resolve) => patroni.listen(8008, overlay, resolve));
    const servers = { folder, versitygw: versitygw ?? "", authority };
    here = await startRegion("fr-par", servers);
    there = await startRegion("de-fra-2", servers);
    for (const name of ["keys", "state"]) mkdirSync(join(folder, name));
    const host = productionHost("sessions-fr-par-data-1");
    const secrets = secretFiles(host, {
      activeRegion: "fr-par",
      wireguard: { privateKey: "", peers: [] },
      certificates: { authority: authority.pem, certificate: cert, key },
      otherAuthorities: {},
      passwords: {},
      buckets: [there.access, here.access],
    });
    for (const name of ["ca.pem", "host.pem", "host.key", "objects.conf", "objects-buckets"])
      writeFileSync(join(folder, "keys", name), secrets[name] ?? "");
  }, 60_000);

  afterEach(async () => {
    patroni.closeAllConnections();
    patroni.close();
    await Promise.all([here.close(), there.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** One run, as its unit starts it. */
  const run = () =>
    new Promise<{ code: number | null; said: string }>((resolve) => {
      const child = spawn("bash", [script], {
        env: {
          PATH: `${dirname(rclone ?? "")}:${process.env.PATH}`,
          HOME: folder,
          CREDENTIALS_DIRECTORY: join(folder, "keys"),
          STATE_DIRECTORY: join(folder, "state"),
          SSL_CERT_FILE: join(folder, "keys/ca.pem"),
          ...{ OVERLAY: overlay, GATEWAY: "127.0.0.1", REGION: "fr-par" },
        },
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (part: Buffer) => {
          said += part.toString();
        });
      child.once("close", (code) => resolve({ code, said }));
    });
  const reportFile = () => join(folder, "state/report.json");
  /** What the last run told of the other region. */
  const told = (): { region: string; result: string; copied: number } =>
    JSON.parse(readFileSync(reportFile(), "utf8")).copies[0];
  const now = () => Math.floor(Date.now() / 1000);

  it("brings what is new and takes away what is gone, and tells since when all is there", async () => {
    const began = now();
    here.put("one", "1");
    here.put("two", "2");
    expect(await run()).toEqual({ code: 0, said: "" });
    expect([there.get("one"), there.get("two")]).toEqual(["1", "2"]);
    expect(told()).toMatchObject({ region: "de-fra-2", result: "copied" });
    expect(told().copied).toBeGreaterThanOrEqual(began);
    here.remove("one");
    expect(await run()).toEqual({ code: 0, said: "" });
    expect([there.get("one"), there.get("two")]).toEqual([undefined, "2"]);
  }, 60_000);

  it("tells of a region that is away, keeps since when it lacks objects, and makes up for it", async () => {
    here.put("one", "1");
    await run();
    const { copied } = told();
    there.fail();
    here.put("two", "2");
    const { code, said } = await run();
    expect(code).toBe(1);
    expect(said).toContain("<3>the objects are not all in de-fra-2");
    expect(told()).toEqual({ region: "de-fra-2", result: "failed", copied });
    there.recover();
    expect(await run()).toEqual({ code: 0, said: "" });
    expect([there.get("two"), told().result]).toEqual(["2", "copied"]);
  }, 90_000);

  it("takes no bucket that it can't list for an empty one", async () => {
    here.put("one", "1");
    there.put("old", "0");
    here.fail();
    const away = await run();
    expect([away.code, told()]).toEqual([1, { region: "de-fra-2", result: "failed", copied: 0 }]);
    // Not the word for a bucket that was lost.
    expect(away.said).not.toContain("nothing is copied");
    expect(there.get("old")).toBe("0");
  }, 60_000);

  it("tells of a failure where neither bucket can be listed", async () => {
    here.fail();
    there.fail();
    expect((await run()).code).toBe(1);
    expect(told()).toEqual({ region: "de-fra-2", result: "failed", copied: 0 });
  }, 60_000);

  it("refuses to copy a bucket that has suddenly nothing in it", async () => {
    there.put("one", "1");
    const { code, said } = await run();
    expect(code).toBe(1);
    expect(said).toMatch(/^<2>the bucket of fr-par has no objects, that of de-fra-2 has: nothing is copied/);
    expect(told()).toEqual({ region: "de-fra-2", result: "refused", copied: 0 });
    expect(there.get("one")).toBe("1");
  }, 60_000);

  it("knows that there is nothing yet", async () => {
    expect(await run()).toEqual({ code: 0, said: "" });
    expect(told().copied).toBeGreaterThan(0);
  }, 60_000);

  it("leaves it to the node that leads", async () => {
    here.put("one", "1");
    await run();
    leads = false;
    here.put("two", "2");
    expect(await run()).toEqual({ code: 0, said: "" });
    expect([there.get("two"), existsSync(reportFile())]).toEqual([undefined, false]);
    patroni.closeAllConnections();
    await new Promise((resolve) => patroni.close(resolve));
    expect(await run()).toMatchObject({ code: 1, said: expect.stringContaining("does not answer") });
  }, 60_000);
});
