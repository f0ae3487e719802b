import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { start } from "../../local-cloud/support";
import { Calls } from "./calls";
import { complaint } from "./claims";

it("sees which endpoints local clouds in this process are asked, under both versions, and whether it went well", async () => {
  const calls = new Calls();
  const { cloud, ok, call } = await start();
  const { id } = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
  await call("GET", "/volumes/1");
  await ok("GET", `/volumes/${id}`);
  await call("DELETE", "/vpcs/1");
  await call("GET", "/moons");
  await ok("GET", "/_local/clock");
  await fetch(`${cloud.url}/v4beta/regions?page=1`);
  expect(await calls.routes()).toEqual([
    "DELETE /vpcs/:id (refused)",
    "GET /regions",
    "GET /volumes/:id",
    "POST /volumes",
  ]);
});

it("doesn't take another server for a local cloud", async () => {
  const calls = new Calls();
  const other = createServer((_, response) => response.end("{}"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/v4/regions`);
  other.close();
  expect(await calls.routes()).toEqual([]);
});

it("complains of what is claimed and not called, and of nothing else", () => {
  const called = ["GET /regions", "POST /volumes", "GET /tags (refused)"];
  expect(complaint("a.test.ts", [], called)).toBeUndefined();
  expect(complaint("a.test.ts", called, called)).toBeUndefined();
  // It went well now, where it was refused before: more than is claimed.
  expect(complaint("a.test.ts", ["POST /volumes (refused)"], called)).toBeUndefined();
  const said = complaint("a.test.ts", ["GET /regions", "GET /vpcs", "GET /tags"], called);
  expect(said).toMatch(
    /a\.test\.ts calls what it doesn't.*:\n {2}GET \/vpcs\n {2}GET \/tags\nWrite it anew: .* -u/,
  );
});
