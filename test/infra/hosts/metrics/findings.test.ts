import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { findProgram } from "../../../../local-cloud/core/files";
import { temporaryFolder } from "../../../support/temporaryFolder";

const script = join(__dirname, "../../../../infra/hosts/files/baseline/usr/lib/bastide/findings");
const python = findProgram(["python3"]);
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** A unit, as `systemctl show` tells of it. */
const unit = (id: string, state: string, result = "success"): string =>
  `Type=oneshot\nResult=${result}\nId=${id}\nActiveState=${state}\nUnitFileState=static\n`;

/** A host with these files, whose systemd knows these units; every call is a run a minute later. */
function host(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder({
    // As systemd's: a pattern finds inactive units with --all only.
    "bin/systemctl":
      '#!/bin/sh\ncase " $* " in *" --all "*) cat "$FINDINGS_ROOT/units" ;; *) awk -v RS= -v ORS="\\n\\n" "!/ActiveState=inactive/" "$FINDINGS_ROOT/units" ;; esac\n',
    "bin/journalctl": "#!/bin/sh\n",
    "bin/systemd-detect-virt": "#!/bin/sh\n",
    "bin/auditctl": "#!/bin/sh\nexit 1\n",
    "state/empty": "",
    ...files,
  });
  for (const name of ["systemctl", "journalctl", "systemd-detect-virt", "auditctl"])
    chmodSync(join(folder, "bin", name), 0o755);
  return (...units: readonly string[]): string[] => {
    writeFileSync(join(folder, "units"), units.join("\n"));
    const { status, stdout, stderr } = spawnSync(python ?? "", [script], {
      encoding: "utf8",
      env: {
        PATH: `${join(folder, "bin")}:${process.env.PATH}`,
        ...{ FINDINGS_ROOT: folder, STATE_DIRECTORY: join(folder, "state") },
      },
    });
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
    return readFileSync(join(folder, "state/findings.prom"), "utf8").trim().split("\n");
  };
}

describe.skipIf(python === undefined)(`findings of a host${note}`, () => {
  // A job that runs every minute is often seen while it runs, when systemd has forgotten how it ended before.
  it("tell how a job ended until it ends again", () => {
    const job = "bastide-objects.service";
    const run = host({});
    const ok = (line: string) => line.startsWith("bastide_job_ok");
    expect(run(unit(job, "activating")).filter(ok)).toEqual([]);
    expect(run(unit(job, "failed", "exit-code")).filter(ok)).toEqual([`bastide_job_ok{unit="${job}"} 0`]);
    for (let minute = 0; minute < 2; minute++)
      expect(run(unit(job, "activating")).filter(ok)).toEqual([`bastide_job_ok{unit="${job}"} 0`]);
    expect(run(unit(job, "inactive")).filter(ok)).toEqual([`bastide_job_ok{unit="${job}"} 1`]);
    expect(run(unit(job, "activating")).filter(ok)).toEqual([`bastide_job_ok{unit="${job}"} 1`]);
  });

  it("tell when each region last had all objects, whatever was tried since", () => {
    const copies = [
      { region: "de-fra-2", result: "failed", copied: 1_764_000_000 },
      { region: "nl-ams", result: "copied", copied: 1_764_000_900 },
      { region: "se-sto", result: "running", copied: 0 },
    ];
    const report = JSON.stringify({ at: "2025-11-24T16:30:00Z", copies });
    const run = host({ "var/lib/private/bastide-objects/report.json": report });
    const said = run(unit("bastide-objects.service", "inactive"));
    expect(said.filter((line) => line.startsWith("bastide_objects"))).toEqual([
      'bastide_objects_timestamp_seconds{to="de-fra-2"} 1764000000',
      'bastide_objects_timestamp_seconds{to="nl-ams"} 1764000900',
      'bastide_objects_timestamp_seconds{to="se-sto"} 0',
    ]);
  });

  it("tell how many nodes this one has fenced, and nothing where it fences none", () => {
    const told = (files: Readonly<Record<string, string>>) =>
      host(files)(unit("x.service", "inactive")).filter((line) => line.startsWith("bastide_fences"));
    expect(told({})).toEqual([]);
    expect(told({ "run/bastide-fencing/fenced": "" })).toEqual(["bastide_fences 0"]);
    expect(told({ "run/bastide-fencing/fenced": "account-fr-par-data-1\n" })).toEqual(["bastide_fences 1"]);
  });

  it("tell when everything installed was last seen to run, and nothing before", () => {
    const told = (files: Readonly<Record<string, string>>) =>
      host(files)(unit("x.service", "inactive")).filter((line) => line.startsWith("bastide_updates"));
    expect(told({})).toEqual([]);
    expect(told({ "var/lib/bastide/updates/running": "1764000000\n" })).toEqual([
      "bastide_updates_running_timestamp_seconds 1764000000",
    ]);
  });

  it.each([
    ["enabled 2\npid 71\nlost 3", ["bastide_audit_enabled 2", "bastide_audit_lost_total 3"]],
    ["enabled 0\npid 71\nlost 0", ["bastide_audit_enabled 0", "bastide_audit_lost_total 0"]],
    // Nobody takes what the kernel records.
    ["enabled 2\npid 0\nlost 0", ["bastide_audit_enabled 0", "bastide_audit_lost_total 0"]],
    [undefined, ["bastide_audit_enabled 0"]],
  ])("tell whether what is done is recorded: %j", (status, expected) => {
    const answer = status === undefined ? "exit 1" : `cat <<'END'\n${status}\nbacklog_wait_time 60000\nEND`;
    const server = {
      "bin/systemd-detect-virt": "#!/bin/sh\nexit 1\n",
      "bin/auditctl": `#!/bin/sh\n${answer}\n`,
    };
    const audit = (lines: readonly string[]) => lines.filter((line) => line.startsWith("bastide_audit"));
    expect(audit(host(server)(unit("x.service", "inactive")))).toEqual(expected);
    expect(audit(host({})(unit("x.service", "inactive")))).toEqual([]);
  });
});
