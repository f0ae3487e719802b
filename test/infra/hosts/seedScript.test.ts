import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { seedScript, stackScriptDataFor } from "../../../infra/hosts/seed";
import { prodConfig } from "../../support/infraConfigs";
import { temporaryFolder } from "../../support/temporaryFolder";
import { hostsOf } from "./describedHosts";

const host = hostsOf(prodConfig()).find((h) => h.role === "data");
if (host === undefined) throw new Error("There is no data node.");

/** Runs the script as Linode does, in a folder instead of the root, with stand-ins for what would restart the machine. */
function run(environment: Record<string, string>) {
  const root = temporaryFolder({
    "bin/cloud-init": '#!/bin/sh\necho "cloud-init $*" >> "$CALLS"\n',
    "bin/systemctl": '#!/bin/sh\necho "systemctl $*" >> "$CALLS"\n',
    "root/StackScript": seedScript,
    "root/ssinclude-1": "",
  });
  for (const name of ["cloud-init", "systemctl"]) chmodSync(join(root, "bin", name), 0o755);
  mkdirSync(join(root, "etc/cloud/cloud.cfg.d"), { recursive: true });
  const moved = seedScript.replace(/(?<![\w#!.])\/(var|etc|root)\//g, `${root}/$1/`);
  const result = spawnSync("bash", ["--norc", "-c", moved], {
    encoding: "utf8",
    env: { PATH: `${join(root, "bin")}:${process.env.PATH}`, CALLS: join(root, "calls"), ...environment },
  });
  const text = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;
  return { ...result, root, text };
}

const nocloud = "var/lib/cloud/seed/nocloud";

describe("the script that seeds cloud-init", () => {
  it("is valid bash, names its two fields, and holds nothing of any host", () => {
    expect(spawnSync("bash", ["-n"], { input: seedScript, encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
    expect(seedScript.startsWith("#!/bin/bash\n")).toBe(true);
    expect(seedScript.match(/<UDF name="\w+"/g)).toEqual(['<UDF name="SEED"', '<UDF name="TICKET"']);
    expect(seedScript).not.toMatch(/curl|wget|apt|https?:/);
    expect(Buffer.byteLength(seedScript)).toBeLessThan(65_536);
  });

  it("lays the description byte for byte where cloud-init looks, and starts it over", () => {
    const result = run(stackScriptDataFor(host));
    expect([result.status, result.stderr]).toEqual([0, ""]);
    const laid = readFileSync(join(result.root, nocloud, "user-data"));
    expect(laid.toString("base64")).toBe(stackScriptDataFor(host).SEED);
    expect(gunzipSync(laid).toString()).toMatch(/^#cloud-config\n/);
    expect(parse(result.text(`${nocloud}/meta-data`) ?? "")).toEqual({
      "instance-id": expect.stringMatching(/^bastide-[0-9a-f]{16}$/),
    });
    expect(parse(result.text("etc/cloud/cloud.cfg.d/99-bastide.cfg") ?? "")).toEqual({
      datasource_list: ["NoCloud", "None"],
      network: { config: "disabled" },
    });
    expect(result.text("calls")).toBe("cloud-init clean --logs\nsystemctl reboot\n");
  });

  it("keeps a ticket to root, and says nothing of it", () => {
    const ticket = "https://store.example/bucket/tickets/one?signature=abc AGE-SECRET-KEY-1ABC";
    const { root, stdout, stderr, text } = run({ ...stackScriptDataFor(host), TICKET: ticket });
    expect(text("var/lib/bastide/ticket")).toBe(`${ticket}\n`);
    expect(statSync(join(root, "var/lib/bastide/ticket")).mode & 0o777).toBe(0o600);
    expect(`${stdout}${stderr}${text("calls")}`).not.toMatch(/signature|AGE/);
  });

  it.each([
    ["none", {}],
    ["an empty one", { TICKET: "" }],
  ])("goes on with %s in place of a ticket", (_, environment) => {
    const result = run({ ...stackScriptDataFor(host), ...environment });
    expect([result.status, result.text("var/lib/bastide/ticket")]).toEqual([0, undefined]);
    expect(result.text("calls")).toContain("reboot");
  });

  it("leaves its files to root alone, and none of its own", () => {
    const { root } = run(stackScriptDataFor(host));
    for (const name of ["user-data", "meta-data"]) {
      expect(statSync(join(root, nocloud, name)).mode & 0o077).toBe(0);
    }
    expect(readdirSync(join(root, "root"))).toEqual([]);
  });

  it("gives another instance id to another description, and the same to the same", () => {
    const id = (seed: string) => run({ SEED: seed }).text(`${nocloud}/meta-data`);
    const [one, two] = [
      Buffer.from("#cloud-config\n").toString("base64"),
      Buffer.from("#cloud-config\n\n").toString("base64"),
    ];
    expect(id(one)).toBe(id(one));
    expect(id(one)).not.toBe(id(two));
  });

  it.each([
    ["no description", {}],
    ["a description that is no base64", { SEED: "%%%" }],
  ])("stops with %s, and restarts nothing", (_, environment) => {
    const result = run(environment as Record<string, string>);
    expect(result.status).not.toBe(0);
    expect(result.text("calls")).toBeUndefined();
  });
});
