import { describe, expect, it } from "vitest";

import { files } from "../../../infra/hosts/files";
import type { HostFile } from "../../../infra/hosts/hostFile";
import { prodConfig } from "../../support/infraConfigs";
import { hostsOf } from "./describedHosts";

const folder = "/etc/systemd/system/";

/** The folders whose files systemd adds to a unit: its own, and one for each beginning of its name that ends with a dash. */
function dropInsOf(unit: string): readonly string[] {
  const [name = "", kind = ""] = unit.split(/\.(?=[a-z]+$)/);
  const beginnings = [...name.matchAll(/-/g)].map(({ index }) => name.slice(0, index + 1));
  return [`${kind}.d/`, ...[...beginnings, name].map((each) => `${each}.${kind}.d/`)];
}

/** What systemd would merge of a unit, as `KEY=VALUE` lines: a later assignment of a key goes before an earlier one. */
function merged(unit: string, all: readonly HostFile[], withDropIns: boolean): ReadonlyMap<string, string> {
  const parts = [
    ...all.filter(({ path }) => path === `${folder}${unit}`),
    ...(withDropIns ? dropInsOf(unit) : []).flatMap((each) =>
      all.filter(({ path }) => path.startsWith(`${folder}${each}`)),
    ),
  ];
  const lines = parts.flatMap(({ content }) =>
    content.split("\n").filter((line) => /^[A-Za-z]+=/.test(line)),
  );
  return new Map(lines.map((line): [string, string] => [line.split("=", 1)[0] ?? "", line]));
}

/** Every timer of ours, on every host that has it. */
const timers = hostsOf(prodConfig()).flatMap((host) => {
  const all = files(host);
  return all
    .filter(({ path }) => /^\/etc\/systemd\/system\/bastide-[\w-]+\.timer$/.test(path))
    .map(({ path }) => ({ host: host.name, unit: path.slice(folder.length), all }));
});
const of = (wanted: string) => {
  const found = timers.find(({ unit }) => unit === wanted);
  if (found === undefined) throw new Error(`No host has ${wanted}.`);
  return merged(wanted, found.all, true);
};

describe("timers", () => {
  it("do what their own file says, on every host", () => {
    expect(new Set(timers.map(({ unit }) => unit)).size).toBeGreaterThan(8);
    for (const { host, unit, all } of timers)
      expect([host, unit, merged(unit, all, true)]).toEqual([host, unit, merged(unit, all, false)]);
  });

  it("are seen with what is added to them by the beginning of their names", () => {
    const file = (path: string, content: string): HostFile => ({
      ...{ path: `${folder}${path}`, content, mode: "0644", owner: "root:root", part: "data" },
    });
    const unit = file("bastide-restore-test.timer", "[Timer]\nPersistent=no\n");
    for (const added of ["timer", "bastide-.timer", "bastide-restore-.timer", "bastide-restore-test.timer"]) {
      const all = [unit, file(`${added}.d/more.conf`, "[Timer]\nPersistent=yes\n")];
      expect([added, merged("bastide-restore-test.timer", all, true).get("Persistent")]).toEqual([
        added,
        "Persistent=yes",
      ]);
    }
    const other = [unit, file("bastide-rest.timer.d/more.conf", "[Timer]\nPersistent=yes\n")];
    expect(merged("bastide-restore-test.timer", other, true).get("Persistent")).toBe("Persistent=no");
  });

  // Neighbours do the day's work at different times, and a host that was off makes up for it.
  it.each(["files", "malware", "packages", "signatures", "restore-test", "logs-keep"])(
    "let a host's daily or weekly %s begin at a time of its own, and make up for it",
    (name) => {
      const keys = ["RandomizedDelaySec", "FixedRandomDelay", "Persistent"];
      const merges = of(`bastide-${name}.timer`);
      expect(keys.map((key) => merges.get(key))).toEqual([
        "RandomizedDelaySec=30min",
        "FixedRandomDelay=yes",
        "Persistent=yes",
      ]);
    },
  );

  // BC-3: what is lost with a region is what the last minutes brought.
  it("let the next copy of objects begin a minute after the last", () => {
    const merges = of("bastide-objects.timer");
    expect(merges.get("OnUnitInactiveSec")).toBe("OnUnitInactiveSec=1min");
    expect(merges.get("RandomizedDelaySec")).toBeUndefined();
  });

  // AC-4: a grant ends within two minutes of its end.
  it("look every minute who may do what in the database", () => {
    const merges = of("bastide-people.timer");
    expect(merges.get("OnCalendar")).toBe("OnCalendar=*-*-* *:*:00");
    expect(merges.get("RandomizedDelaySec")).toBe("RandomizedDelaySec=10s");
  });

  it("look for a backup that is due within minutes of their time", () => {
    expect(of("bastide-backup.timer").get("RandomizedDelaySec")).toBe("RandomizedDelaySec=5min");
  });
});
