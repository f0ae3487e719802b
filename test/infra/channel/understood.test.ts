import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { renderCloudConfig } from "../../../infra/hosts/cloudConfig";
import { files } from "../../../infra/hosts/files";
import { packedDescription } from "../../../infra/hosts/seed";
import { findProgram } from "../../../local-cloud/core/files";
import { prodConfig } from "../../support/infraConfigs";
import { hostsOf } from "../hosts/describedHosts";

const python = findProgram(["python3"]);
const note = python === undefined ? " (skipped: there is no python3 here)" : "";
const programs = join(__dirname, "../../../infra/hosts/files/baseline/usr/lib/bastide/channel");
const script = `
import json, sys
sys.path.insert(0, ${JSON.stringify(programs)})
import message
try:
    print(json.dumps({"took": message.understood(sys.stdin.read(), sys.argv[1])[1]}))
except message.Refused as error:
    print(json.dumps({"refused": str(error)}))
`;

/** What a host makes of a message, once it is opened. */
function made(host: string, cloudConfig: unknown): { took?: string; refused?: string } {
  const input = JSON.stringify({ serial: 1, host, cloudConfig, secrets: {} });
  const { stdout, stderr } = spawnSync(python ?? "", ["-B", "-c", script, host], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe.skipIf(python === undefined)(`a description that the program packs${note}`, () => {
  const [host] = hostsOf(prodConfig());
  if (host === undefined) throw new Error("Production has no host.");
  const packed = packedDescription(host);

  it("is what a host reads", () => {
    expect(made(host.name, packed)).toEqual({ took: renderCloudConfig(host, files(host)) });
  });

  it.each([
    ["not base64", "#cloud-config\n"],
    ["no gzip", Buffer.from("#cloud-config\n").toString("base64")],
    ["cut short", packed.slice(0, packed.length / 2 - ((packed.length / 2) % 4))],
    ["nothing", ""],
    ["no text", 7],
  ])("is refused where it is %s", (_, cloudConfig) => {
    expect(made(host.name, cloudConfig).refused).toMatch(/^it is not a message: /);
  });
});
