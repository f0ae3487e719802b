import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { findProgram } from "../../local-cloud/core/files";
import { bastide, stackTrace } from "../cli/run";
import { prodWith, stackFile } from "../support/infraConfigs";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";
import { type Account, startAccount, token } from "./support/account";
import { planned } from "./support/planned";

/** A checkout with the stack `prod` of an account, marked or not. */
const checkout = (drillable?: boolean): string =>
  temporaryFolder({
    "Pulumi.yaml": "name: bastide\nruntime: nodejs\n",
    "Pulumi.prod.yaml": stackFile(prodWith(drillable === undefined ? {} : { drillable })),
  });

const environment = (account: Pick<Account, "access">): NodeJS.ProcessEnv => ({
  ...{ LINODE_URL: account.access.url, LINODE_TOKEN: token },
});

const drill = ["drill", "node-loss", "--login", "amara"];

describe("a drill of a stack on Linode", { timeout: 120_000 }, () => {
  it.each([
    [
      "is not marked",
      undefined,
      drill,
      /is not marked as one that drills may break\. Nothing was touched\..*`bastide:drillable: true`/s,
    ],
    [
      "is marked as none",
      false,
      [...drill, "--yes", "--really", "prod"],
      /is not marked as one that drills may break/,
    ],
    [
      "has not been named",
      true,
      drill,
      /Nobody has said that it is really the stack prod on Linode .*--really prod/s,
    ],
    ["has not been named, with --yes", true, [...drill, "--yes"], /Nobody has said .*--yes does not do/s],
    [
      "was named otherwise",
      true,
      [...drill, "--really", "PROD"],
      /"PROD" is not the name of this stack, "prod"\. Nothing was touched/,
    ],
    [
      "needs what Linode has not",
      true,
      ["drill", "bucket-loss", "--login", "amara", "--really", "prod"],
      /nothing was touched:\n- bucket-loss: Linode offers no way/,
    ],
    [
      "needs that in part",
      true,
      ["drill", "restore-elsewhere", "--login", "amara", "--really", "prod"],
      /- restore-elsewhere: Linode offers no way/,
    ],
    [
      "is reached by nobody of that name",
      true,
      ["drill", "node-loss", "--login", "eve", "--really", "prod"],
      /eve has not the duty `security` .*--login says under which name you log in to them: amara\./s,
    ],
    [
      "is reached by one who is no root",
      true,
      ["drill", "node-loss", "--login", "bjarne", "--really", "prod"],
      /bjarne has not the duty `security`/,
    ],
    [
      "has no such class",
      true,
      [...drill, "--really", "prod", "--class", "everything"],
      /has no class everything on Linode/,
    ],
  ])("is refused where it %s, and nothing of it is touched", async (_, drillable, args, said) => {
    const account = await startAccount(["gateway"]);
    const before = [await account.all(planned.own), await account.all(planned.other)];
    const folder = checkout(drillable);
    const { code, stdout, stderr } = await bastide(folder, args, environment(account));
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(stackTrace);
    expect(stdout + stderr).not.toContain(token);
    expect(code).toBe(2);
    expect([await account.all(planned.own), await account.all(planned.other)]).toEqual(before);
    const kept = join(folder, ".bastide", "prod");
    expect(existsSync(kept) ? readdirSync(kept) : []).toEqual([]);
  });

  it("goes on to look at its hosts where its name is given, and ends there where they can't be reached", async () => {
    const account = await startAccount(["gateway"]);
    const hosts = planned.own.hosts.filter(({ role }) => role === "gateway").map(({ name }) => name);
    const { code, stderr } = await bastide(
      checkout(true),
      [...drill, "--really", "prod"],
      environment(account),
    );
    expect(stderr).toContain("The drill can't begin, and nothing was touched:");
    for (const name of hosts) expect(stderr).toMatch(new RegExp(`- ${name} can't be reached: `));
    expect(code).toBe(2);
  });

  const script = findProgram(["script"]);
  it.skipIf(script === undefined).each([
    ["prod", /nothing was touched:/],
    ["yes", /"yes" is not the name of this stack, "prod"/],
  ])(
    `asks for the name on a terminal, and takes %s for what it is${script === undefined ? " (skipped: there is no `script`, which makes a terminal)" : ""}`,
    async (answer, said) => {
      const account = await startAccount(["gateway"]);
      const command = [process.execPath, join(projectRoot, "cli/bin/bastide.js"), ...drill, "--yes"].join(
        " ",
      );
      const child = spawn(script ?? "", ["-qec", command, "/dev/null"], {
        cwd: checkout(true),
        env: { ...process.env, ...environment(account), NO_COLOR: "1" },
      });
      onTestFinished(() => void child.kill());
      let text = "";
      const asked = new Promise<void>((resolve) => {
        child.stdout.on("data", (data: Buffer) => {
          text += data.toString();
          if (text.includes("Type its name to go on: ")) resolve();
        });
      });
      void asked.then(() => child.stdin.write(`${answer}\n`));
      const code = await new Promise((resolve) => child.once("close", resolve));
      expect(text).toContain("This breaks the stack prod on Linode. Type its name to go on: ");
      expect(text).toMatch(said);
      expect(code).toBe(2);
    },
  );

  it("needs a token where no local cloud runs", async () => {
    const { code, stderr } = await bastide(checkout(true), drill, { LINODE_TOKEN: "" });
    expect(stderr).toMatch(/No local cloud runs for stack prod\..*For a stack on Linode set LINODE_TOKEN\./s);
    expect(code).toBe(2);
  });
});

describe("failover and failback of a stack on Linode", { timeout: 120_000 }, () => {
  it.each(["failover", "failback"])(
    "%s needs no mark and no name, and a person who agrees",
    async (command) => {
      const account = await startAccount(["gateway"]);
      const args = [command, "--to", "de-fra-2", "--login", "amara"];
      const asked = await bastide(checkout(), args, environment(account));
      expect(asked.stderr).toMatch(/It was not agreed to: de-fra-2 takes the writes of account on Linode/);
      const elsewhere = await bastide(
        checkout(),
        [command, "--to", "gb-lon", "--login", "amara"],
        environment(account),
      );
      expect(elsewhere.stderr).toMatch(/has no servers in "gb-lon".*It has some in de-fra-2 and fr-par/s);
      expect([asked.code, elsewhere.code]).toEqual([1, 1]);
    },
  );
});
