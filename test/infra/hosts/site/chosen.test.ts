import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { until } from "../../../../drill/wait";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { askPython, python } from "../support/askPython";

const folder = join(__dirname, "../../../../infra/hosts/files/data/usr/lib/bastide/site");
const note = python === undefined ? " (skipped: there is no python3 here)" : "";

/** A process under another name, which goes on until it is ended. */
async function processNamed(name: string, ...words: readonly string[]) {
  const child = spawn("bash", ["-c", `exec -a ${name} tail -f /dev/null ${words.join(" ")}`], {
    stdio: "ignore",
  });
  const script = `import sys
sys.path.insert(0, ${JSON.stringify(folder)})
import chosen
print(chosen.words(${child.pid})[0].decode())`;
  await until(async () => (askPython(script).trim() === name ? true : undefined), {
    ...{ seconds: 10, everyMs: 50, late: () => `${name} has not begun.` },
  });
  return child;
}

describe.skipIf(python === undefined)(`a node that has been chosen${note}`, () => {
  it("gives up what the archive is being asked for, and nothing else", async () => {
    const mark = join(temporaryFolder(), "chosen");
    const asking = await processNamed("/usr/bin/pgbackrest", "archive-get");
    const behind = await processNamed("/usr/bin/pgbackrest", "archive-get:async");
    const others = [
      await processNamed("/usr/bin/pgbackrest", "archive-push"),
      await processNamed("other", "archive-get"),
    ];
    const ended = Promise.all([once(asking, "exit"), once(behind, "exit")]);
    askPython(`import sys
sys.path.insert(0, ${JSON.stringify(folder)})
import chosen
chosen.MARK = ${JSON.stringify(mark)}
chosen.chosen()`);
    expect(await ended).toEqual([
      [null, "SIGKILL"],
      [null, "SIGKILL"],
    ]);
    expect(existsSync(mark)).toBe(true);
    expect(others.map(({ exitCode, signalCode }) => [exitCode, signalCode])).toEqual([
      [null, null],
      [null, null],
    ]);
    for (const each of others) each.kill();
  });
});
