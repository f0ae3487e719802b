import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { bastide, stackTrace } from "../cli/run";
import { copyCheckout } from "../support/checkout";
import { brokenConfigs } from "../support/infraBrokenConfigs";
import { stackFile } from "../support/infraConfigs";

const configs = brokenConfigs(200).map((config, index) => ({ ...config, stack: `broken-${index + 1}` }));
/** Commands at once; the machine has two cores. */
const lanes = 3;

describe("200 generated broken configurations", () => {
  let folder: string;

  beforeAll(() => {
    folder = copyCheckout();
    for (const { stack, values } of configs)
      writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stackFile(values));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are each refused with exit 2 and errors that have a line and a fix; nothing is created", {
    timeout: 900_000,
  }, async () => {
    const queue = [...configs.entries()];
    const faults: string[] = [];
    const lane = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [index, { name, stack }] = next;
        const command = index % 2 === 0 ? ["up", "--engine", "offline"] : ["preview"];
        const { code, stdout, stderr } = await bastide(folder, [...command, "--stack", stack]);
        const said = `${stdout}${stderr}`;
        const located = said.match(new RegExp(`^  Pulumi\\.${stack}\\.yaml(:\\d+)?  \\S+`, "gm")) ?? [];
        if (code !== 2) faults.push(`${name}: exit ${code}\n${said.slice(-500)}`);
        if (located.length === 0) faults.push(`${name}: no error names the file\n${said.slice(-500)}`);
        if (stackTrace.test(said)) faults.push(`${name}: a stack trace\n${said.slice(-500)}`);
        if (existsSync(join(folder, ".bastide", stack, "cloud.json")))
          faults.push(`${name}: a local cloud was started`);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    expect(faults).toEqual([]);
  });
});
