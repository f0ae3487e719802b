import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { UserError } from "../../engine/errors";
import { findCloud } from "../../engine/localCloud/findCloud";
import { temporaryFolder } from "../support/temporaryFolder";

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** A folder that tells of a local cloud whose process runs, and whose API answers with a status. */
async function folderOf(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Its name is by what a local cloud's process is known.
  const script = join(temporaryFolder({ "serveCloud.js": "setInterval(() => {}, 1000);" }), "serveCloud.js");
  const { pid, kill } = ((child) => ({ pid: child.pid, kill: () => child.kill("SIGKILL") }))(
    spawn(process.execPath, [script], { stdio: "ignore" }),
  );
  ended.push(kill, () => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const known = { pid, url, s3Endpoint: "", caFile: "", startedAt: "", s3Addresses: {} };
  return temporaryFolder({ "cloud.json": JSON.stringify(known), "cloud.token": "token\n" });
}

describe("where a stack is", () => {
  const environment = { LINODE_TOKEN: "of-the-account" };

  it("is the local cloud that runs for it, whatever token is set", async () => {
    expect(await findCloud(await folderOf(200), environment)).toMatchObject({ isOwn: true });
  });

  it("is never the account while a local cloud runs that does not answer", async () => {
    const asked = findCloud(await folderOf(503), environment);
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow(/runs at http:\S+, and does not answer/);
  });

  it("is the account where no local cloud runs, and nowhere without a token", async () => {
    expect(await findCloud(temporaryFolder(), environment)).toMatchObject({ isOwn: false });
    expect(await findCloud(temporaryFolder(), {})).toBeUndefined();
  });
});
