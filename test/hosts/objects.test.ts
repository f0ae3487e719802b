import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Machine, makeAuthority } from "../../local-cloud/hosts";
import { until } from "../../local-cloud/hosts/run";
import { findVersitygw } from "../../local-cloud/s3/versitygw";
import { sh, works } from "./support/converged";
import { untold, whereTold } from "./support/exchange";
import { bootLightSite, type LightSite } from "./support/lightSite";
import type { ObjectServer } from "./support/objectServer";
import { layObjects, managerStandIn } from "./support/objectsOfClass";

const minutes = 60_000;
const names = { data: "sessions-fr-par-data-1", gateway: "sessions-fr-par-gateway" } as const;
const job = "bastide-objects.service";
/** Until a run begins (a minute after the last has ended, and 5 seconds), and its own time on a busy machine. */
const arrivalSeconds = 90;

/**
 * A data node of `sessions` that copies objects through its gateway's proxy, with a real S3 server for each region. Who leads is said by a
 * server that answers what Patroni answers.
 */
describe.skipIf(untold !== "")(whereTold("objects of a class"), () => {
  let running: LightSite | undefined;
  let folder = "";
  const servers: ObjectServer[] = [];
  const on = (name: keyof typeof names): Machine => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running.host(names[name]);
  };
  const server = (index: 0 | 1): ObjectServer => {
    const found = servers[index];
    if (found === undefined) throw new Error("The servers of objects do not run.");
    return found;
  };
  const fileOf = (index: 0 | 1, key: string) => join(server(index).folder, server(index).bucket, key);
  const rclone = (index: 0 | 1, command: string, path = "", more = "") => {
    const { region, bucket } = server(index);
    const way = "set -a; . /etc/bastide/host.env; HTTPS_PROXY=http://$GATEWAY:3128";
    return sh(
      on("data"),
      `${way}; rclone --config /etc/bastide/secrets/objects.conf ${command} ${region}:${bucket}/${path} ${more}`,
    );
  };
  /** Writes an object into the region that takes writes, as a service with the bucket's key does. */
  const write = (key: string, text: string) => rclone(0, `rcat`, key, `<<< ${text}`);
  const arrives = (key: string) =>
    until(
      async () => (existsSync(fileOf(1, key)) ? readFileSync(fileOf(1, key), "utf8").trim() : undefined),
      {
        seconds: arrivalSeconds,
        everyMs: 500,
        late: () => `${key} is not in the other region after ${arrivalSeconds} s`,
      },
    );
  /** What the host tells its gateway of the job. */
  const measures = async () => {
    const text = await sh(
      on("data"),
      "systemctl start bastide-findings.service; cat /var/lib/bastide-findings/findings.prom",
    );
    const value = (name: string) =>
      Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${name} `))
          ?.split(" ")
          .at(-1),
      );
    return {
      isOk: value(`bastide_job_ok{unit="${job}"}`),
      copied: value(`bastide_objects_timestamp_seconds{to="${server(1).region}"}`),
    };
  };

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    const authority = await makeAuthority();
    running = await bootLightSite(folder, Object.values(names), { trust: [authority.pem] });
    servers.push(...(await layObjects(running, names, { authority, versitygw: findVersitygw() ?? "" })));
    await managerStandIn(on("data"));
    for (const index of [0, 1] as const) await rclone(index, "backend versioning", "", "Enabled");
  }, 15 * minutes);

  afterAll(async () => {
    for (const each of servers) await each.stop();
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    "arrive in the other region a minute after the last copy",
    async () => {
      const step = "/usr/lib/bastide/converge.d/76-objects";
      await write("first", "1");
      expect(await sh(on("data"), step)).toBe("bastide-objects.timer is enabled");
      expect(await arrives("first")).toBe("1");
      await write("second", "2");
      expect(await arrives("second")).toBe("2");
      expect(await sh(on("data"), "systemctl show -P RandomizedDelayUSec bastide-objects.timer")).toBe("0");
      expect(await sh(on("data"), step)).toBe("");
    },
    5 * minutes,
  );

  it(
    "are not copied again where nothing is new",
    async () => {
      const before = statSync(fileOf(1, "first")).mtimeMs;
      await sh(on("data"), `systemctl start ${job}`);
      expect(statSync(fileOf(1, "first")).mtimeMs).toBe(before);
      expect((await rclone(1, "lsf --s3-versions")).split("\n").length).toBe(2);
    },
    3 * minutes,
  );

  it(
    "that are deleted are gone in the other region too, and stay as old versions",
    async () => {
      await rclone(0, "deletefile", "first");
      await sh(on("data"), `systemctl start ${job}`);
      expect(await rclone(1, "lsf")).toBe("second");
      expect(await rclone(1, "lsf --s3-versions")).toMatch(/^first-v\d{4}-[\d-]+\nsecond$/);
    },
    3 * minutes,
  );

  it(
    "that don't arrive are told of, with since when, until they do",
    async () => {
      const before = await measures();
      expect(before.isOk).toBe(1);
      expect(before.copied).toBeGreaterThan(0);
      // The other region's storage refuses connections.
      await sh(
        on("gateway"),
        `nft 'add table ip away; add chain ip away out { type filter hook output priority 0; }'
nft 'add rule ip away out ip daddr ${server(1).address} reject with icmp type port-unreachable'`,
      );
      await write("third", "3");
      expect(await works(on("data"), `systemctl start ${job}`)).toBe(false);
      expect(await sh(on("data"), `journalctl -q -o cat -p err -u ${job}`)).toContain(
        "the objects are not all in de-fra-2",
      );
      expect(await measures()).toEqual({ isOk: 0, copied: before.copied });
      await sh(on("gateway"), "nft delete table ip away");
      expect(await arrives("third")).toBe("3");
      await sh(on("data"), `systemctl start ${job}`);
      const after = await measures();
      expect(after.isOk).toBe(1);
      expect(after.copied).toBeGreaterThan(before.copied);
    },
    6 * minutes,
  );

  it("are copied by a job that can do little else", async () => {
    await sh(on("data"), `systemd-analyze security --no-pager --threshold=49 ${job} > /dev/null`);
  });
});
