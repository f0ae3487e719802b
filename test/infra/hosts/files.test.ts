import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { renderCloudConfig } from "../../../infra/hosts/cloudConfig";
import { files } from "../../../infra/hosts/files";
import type { HostFile } from "../../../infra/hosts/hostFile";
import { purposeOf } from "../../../infra/hosts/purpose";
import { packagesOf, roleParts } from "../../../infra/hosts/roles";
import { findProgram } from "../../../local-cloud/core/files";
import { secretIn } from "../../../policy-pack/lib/secrets";
import { prodConfig } from "../../support/infraConfigs";
import { temporaryFolder } from "../../support/temporaryFolder";
import { hostsOf, oneOfEach } from "./describedHosts";

const roles = oneOfEach(prodConfig());
const every = [
  ...new Map(roles.flatMap(([, host]) => files(host)).map((file) => [file.path, file])).values(),
];

/** A program that reads a kind of file and says whether it is one; looked for where root's programs are too. */
const found = (program: string): string | undefined => findProgram([program], ["/usr/sbin", "/sbin"]);

/** What a program says of files, laid below a folder of their own. */
function judged(list: readonly HostFile[], argv: (paths: readonly string[]) => readonly string[]) {
  const folder = temporaryFolder(
    Object.fromEntries(list.map(({ path, content }) => [path.slice(1), content])),
  );
  for (const { path, mode } of list) chmodSync(join(folder, path), Number.parseInt(mode, 8));
  const [program = "", ...args] = argv(list.map(({ path }) => join(folder, path)));
  return spawnSync(program, args, { encoding: "utf8", cwd: folder });
}

/** Where a program may be missing: a test whose name then says so. */
function withProgram(program: string, name: string, test: (path: string) => void): void {
  const path = found(program);
  const note = path === undefined ? ` (skipped: there is no ${program} here)` : "";
  it.skipIf(path === undefined)(`${name}${note}`, () => test(path ?? ""));
}

const shell = every.filter(
  ({ content, path }) => content.startsWith("#!/bin/bash") || /^\/usr\/lib\/bastide\/\w+\.sh$/.test(path),
);

describe("the files of hosts", () => {
  it("are in one place each, and belong to root", () => {
    for (const [, host] of roles) {
      const paths = files(host).map(({ path }) => path);
      expect(paths).toEqual([...new Set(paths)]);
      for (const { path, owner, mode } of files(host)) {
        expect(path).toMatch(/^\/(?:etc|usr\/lib)\/[\w./@-]+$/);
        expect(owner).toBe("root:root");
        // Nobody but root may change any.
        expect([path, Number.parseInt(mode, 8) & 0o022]).toEqual([path, 0]);
      }
    }
  });

  it("say which controls they serve", () => {
    for (const file of every) {
      const { controls, text } = purposeOf(file);
      expect(controls.length).toBeGreaterThan(0);
      expect(text).toMatch(/^[A-Z].*\.$/);
    }
    const dumb = {
      path: "/etc/dumb",
      mode: "0644",
      owner: "root:root",
      content: "key=1\n",
      part: "baseline",
    };
    expect(() => purposeOf(dumb)).toThrow(/begin it with `# CM-1: why`/);
  });

  it("copy objects on data nodes of a class that keeps some, and nowhere else", () => {
    for (const host of hostsOf(prodConfig())) {
      const isCopied = files(host).some(({ path }) => path.endsWith("/bastide-objects.timer"));
      expect([host.name, isCopied]).toEqual([
        host.name,
        host.dataClass === "sessions" && host.role === "data",
      ]);
      expect([host.name, packagesOf(host).includes("rclone")]).toEqual([host.name, isCopied]);
    }
  });

  it("hold nothing that looks like a secret on any host", () => {
    for (const host of hostsOf(prodConfig()))
      expect([host.name, secretIn(renderCloudConfig(host))]).toEqual([host.name, undefined]);
  });

  it("hold no secret", () => {
    expect(every.map(({ path, content }) => [path, secretIn(content)]).filter(([, kind]) => kind)).toEqual(
      [],
    );
  });

  it("are the same twice", () => {
    for (const host of hostsOf(prodConfig())) expect(files(host)).toEqual(files(structuredClone(host)));
  });

  it("that no role can add are known by role", () => {
    expect(roles.map(([role]) => role).filter((role) => !(role in roleParts))).toEqual([]);
  });

  it("in shell parse, and stop at the first error", () => {
    expect(shell.length).toBeGreaterThan(10);
    for (const file of shell) {
      const { status, stderr } = judged([file], (paths) => ["bash", "-n", ...paths]);
      expect([file.path, status, stderr]).toEqual([file.path, 0, ""]);
      expect(file.content).toMatch(
        /^set -euo pipefail$|^\. \/usr\/lib\/bastide\/steps\.sh$|^# shellcheck shell=bash$/m,
      );
    }
  });

  withProgram("python3", "in Python compile", (python) => {
    const scripts = every.filter(({ content }) => content.startsWith("#!/usr/bin/python3"));
    expect(scripts.length).toBeGreaterThan(0);
    const check = "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name).read())";
    expect(judged(scripts, (paths) => [python, "-c", check, ...paths])).toMatchObject({
      status: 0,
      stderr: "",
    });
  });
});
