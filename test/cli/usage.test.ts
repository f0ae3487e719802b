import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { fixtures, program, root } from "../engine/support";
import { bastide, stackTrace } from "./run";

const commands = ["preview", "up", "destroy", "status", "tunnel", "local-cloud", "doctor"];

describe("bastide", () => {
  it("names every command in its help", async () => {
    const { code, stdout } = await bastide(root, ["--help"]);
    expect(code).toBe(0);
    for (const command of commands) {
      expect(stdout).toContain(`  ${command} `);
    }
  });

  it.each(commands)("explains %s", async (command) => {
    const { code, stdout, stderr } = await bastide(root, [command, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: bastide /);
  });

  it.each([
    [["frobnicate"], /unknown command 'frobnicate'/],
    [["previw"], /Did you mean preview\?/],
    [["preview", "--frob"], /unknown option '--frob'/],
    [["preview", "--format", "pdf"], /Allowed choices are text, json, sarif, junit, markdown/],
    [["up", "--engine", "other"], /Allowed choices are auto, pulumi, offline/],
    [["preview", "--stack", "nowhere"], /The stacks here are dev, sealed/],
    [["preview", "--stack", "../etc"], /can't be a stack's name/],
    [["preview", "--stack", "dev", "--policy-pack", "nowhere"], /has no PulumiPolicy\.yaml/],
    [["local-cloud", "--port", "x"], /--port must be a port/],
  ])("answers %j with what is there, and exit code 2", async (args, said) => {
    const { code, stderr } = await bastide(program.root, args);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(stackTrace);
    expect(code).toBe(2);
  });

  it("says where there is no project", async () => {
    const { code, stderr } = await bastide(tmpdir(), ["preview"]);
    expect(stderr).toMatch(/There is no Pulumi\.yaml/);
    expect(code).toBe(2);
  });

  it.each(["config", "throw", "runerror", "rejection", "resource", "notyaml", "missing"])(
    "reports a program that fails by %s without a stack trace, with exit code 2",
    async (stack) => {
      const args = ["preview", "--stack", stack, "--policy-pack", "../pack"];
      const { code, stdout, stderr } = await bastide(`${fixtures}/broken`, args);
      expect(stderr).toMatch(/^error: The (configuration|program)/m);
      expect(stdout + stderr).not.toMatch(stackTrace);
      expect(code).toBe(2);
    },
  );

  it("prints every problem of a configuration at once, with file, line, key and fix", async () => {
    const args = ["preview", "--stack", "config", "--policy-pack", "../pack"];
    const { stderr } = await bastide(`${fixtures}/broken`, args);
    expect(stderr).toContain(
      "Pulumi.config.yaml:5  broken:classes.account.size\n    The size is -1.\n    Write a number from 1.",
    );
    expect(stderr).toContain("Pulumi.config.yaml:7  broken:classes.account.hosts[0].name");
    expect(stderr).toContain("Pulumi.config.yaml:3  broken:classes.contact");
  });

  it("gives scripts the same as JSON, and stack traces only when asked", async () => {
    const args = ["preview", "--stack", "config", "--policy-pack", "../pack", "--json"];
    const { code, stdout } = await bastide(`${fixtures}/broken`, args);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.problems).toHaveLength(3);
    const verbose = await bastide(`${fixtures}/broken`, [
      "preview",
      "--stack",
      "throw",
      "--policy-pack",
      "../pack",
      "--verbose",
    ]);
    expect(verbose.stderr).toMatch(stackTrace);
  });

  it("examines the machine, for people and for scripts", async () => {
    const { code, stdout } = await bastide(root, ["doctor", "--json"]);
    const report = JSON.parse(stdout);
    expect(code).toBe(report.offlineWorks ? 0 : 2);
    expect(report.findings.map(({ what }: { what: string }) => what)).toEqual(
      expect.arrayContaining([
        "Node",
        "npm packages",
        "Pulumi CLI",
        "versitygw",
        "chromium",
        "root",
        "Debian",
        "disk",
        "ports",
      ]),
    );
    for (const { verdict, todo } of report.findings) {
      expect(todo === "").toBe(verdict === "good");
    }
  });

  it("tells in status what to do when nothing runs", async () => {
    const { code, stderr } = await bastide(program.root, ["status", "--stack", "sealed"]);
    expect(stderr).toMatch(/No local cloud runs for stack sealed\.\n {2}Run `bastide up --stack sealed`/);
    expect(code).toBe(1);
  });
});
