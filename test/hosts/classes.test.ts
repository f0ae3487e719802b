import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { until } from "../../local-cloud/hosts/run";
import { audits } from "./checks/audits";
import { firstBoot } from "./checks/firstBoot";
import { openscap } from "./checks/openscap";
import { secondBoot } from "./checks/secondBoot";
import type { BootedHost, BootedHosts } from "./support/booted";
import { converged, sh, works } from "./support/converged";
import { inRecovery } from "./support/databaseCluster";
import { bootEnclaves, type Enclaves } from "./support/enclaves";
import { untold, whereTold } from "./support/exchange";

const minutes = 60_000;
const name = "the two classes whose hosts do more: objects of sessions, everybody's logs at events";
/** One that copies objects, and one that receives logs. */
const audited = ["sessions-fr-par-data-1", "events-fr-par-data-1"];

describe.skipIf(untold !== "")(whereTold(name), () => {
  vi.setConfig({ testTimeout: 4 * minutes });
  let running: Enclaves | undefined;
  let booted: readonly BootedHost[] = [];
  const now = (): Enclaves => {
    if (running === undefined) throw new Error("The enclaves have not booted.");
    return running;
  };
  const host = (label: string) => now().host(label);
  const hosts: BootedHosts = { world: () => now().fleet.world, hosts: () => booted };

  beforeAll(async () => {
    running = await bootEnclaves(["sessions", "events"], { minutes: 25 });
    const enclaves = running;
    booted = await Promise.all(
      audited.map(async (each) => ({
        ...{ host: enclaves.host(each), name: each, role: "data", seconds: enclaves.seconds.get(each) ?? 0 },
        readiness: await enclaves.host(each).waitFor(),
        converged: await converged(enclaves.host(each)),
      })),
    );
  }, 35 * minutes);

  afterAll(() => running?.close());

  it("have a host each for what is audited", () => {
    expect(booted.map((each) => each.host.isOn())).toEqual([true, true]);
  });

  it("DC-8: what a host of another class logs is kept by the receivers of both regions", async () => {
    const mark = `seen-by-a-test-${Date.now()}`;
    await sh(host("sessions-fr-par-data-2"), `logger ${mark}`);
    for (const receiver of ["events-fr-par-data-1", "events-de-fra-2-data-1"])
      await until(
        async () =>
          (await works(host(receiver), `grep -rqs ${mark} /srv/data/logs/sessions/sessions-fr-par-data-2`))
            ? true
            : undefined,
        { seconds: 120, late: () => `${receiver} has no line of it` },
      );
  });

  it("BC-2: an object comes into the other region by itself, under another key", async () => {
    const leader = await leaderOf(["sessions-fr-par-data-1", "sessions-fr-par-data-2"]);
    const rclone = (region: string, rest: string) =>
      `. /etc/bastide/host.env; export HTTPS_PROXY=http://$GATEWAY:3128; to=$(sed -n 's/^${region} /${region}:/p' /etc/bastide/secrets/objects-buckets); rclone --config /etc/bastide/secrets/objects.conf --log-level ERROR ${rest}`;
    await sh(leader, rclone("fr-par", 'rcat "$to/of-a-test" <<< content'));
    await until(
      async () =>
        (await works(leader, rclone("de-fra-2", 'cat "$to/of-a-test" | grep -qx content')))
          ? true
          : undefined,
      { seconds: 180, everyMs: 5000, late: () => "the object did not come" },
    );
  });

  describe("the first boot", () => firstBoot(hosts));
  describe("audits", () => audits(hosts));
  describe("a second audit", () => openscap(hosts));
  describe("the second boot", () => secondBoot(hosts));

  /** The one whose database takes writes. */
  async function leaderOf(labels: readonly string[]) {
    for (const label of labels) {
      if ((await inRecovery(host(label))) === "f") return host(label);
    }
    throw new Error(`None of ${labels.join(", ")} takes writes.`);
  }
});
