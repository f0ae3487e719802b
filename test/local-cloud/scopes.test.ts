import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { Router } from "../../local-cloud/core/router";
import { routesOf } from "../../local-cloud/core/routes";
import { acceptedScopes } from "../../local-cloud/core/scopes";
import { sections } from "../../local-cloud/resources";
import { readCassettes, recordedFolder, whyNothing } from "../recorded/folder";
import { client, start } from "./support";

const shared = join(__dirname, "..", "..", "..", "shared", "linode");
const recorded = recordedFolder();
const whyNone = whyNothing(recorded);
const document = process.env.LINODE_OPENAPI_DIR ?? join(shared, "openapi");

/** Where the document says otherwise than the recordings, which win; and slips of the document's, which nobody recorded. */
const otherwise: Readonly<Record<string, string>> = {
  "GET /images": "images:read_only",
  "PUT /networking/firewalls/settings": "account:read_write",
  "POST /networking/ips/assign": "ips:read_write,linodes:read_write",
  "POST /networking/ipv4/assign": "ips:read_write,linodes:read_write",
  "POST /networking/ips/share": "ips:read_write,linodes:read_write",
  "POST /networking/ipv4/share": "ips:read_write,linodes:read_write",
  "POST /networking/ipv6/ranges": "ips:read_write,linodes:read_write",
  "GET /networking/ipv6/ranges/:": "ips:read",
  "GET /networking/firewalls/templates": "firewall:read_only",
  "GET /networking/firewalls/templates/:": "firewall:read_only",
  "GET /placement/groups": "placement:read_only",
  "GET /nodebalancers/:/configs/:/nodes/:": "nodebalancers:read_write",
  "DELETE /domains/:/records/:": "domains:read_write",
  "GET /linode/instances/:/interfaces": "linodes:read_write",
  "GET /linode/instances/:/interfaces/:": "linodes:read_write",
  "GET /linode/instances/:/interfaces/settings": "linode:read_only",
  "GET /linode/instances/:/interfaces/:/firewalls": "nodebalancers:read_only",
};

const shape = (method: string, path: string): string =>
  `${method.toUpperCase()} ${path.replace(/\{\w+\}|:\w+/g, ":")}`;

const endpoints = sections.flatMap(routesOf);

describe("scopes", () => {
  it.skipIf(whyNone !== undefined)(
    `are those of the recordings${whyNone === undefined ? "" : ` (skipped: ${whyNone})`}`,
    () => {
      const router = new Router(endpoints);
      const differences = new Set<string>();
      let compared = 0;
      for (const { method, path, scope } of readCassettes(recorded).cassettes.flatMap(
        (one) => one.exchanges,
      )) {
        const match = router.match(method, path);
        if (Array.isArray(match) || scope === undefined) continue;
        compared += 1;
        const { endpoint } = match;
        const here = acceptedScopes(endpoint);
        if (here !== scope)
          differences.add(`${endpoint.method} ${endpoint.path}: recorded ${scope}, here ${here}`);
      }
      expect([...differences]).toEqual([]);
      expect(compared).toBeGreaterThan(0);
    },
  );

  it.skipIf(!existsSync(document))(
    `are those of the API's document${existsSync(document) ? "" : " (skipped: the document is not here)"}, but for known exceptions`,
    () => {
      const here = new Map(endpoints.map((one) => [shape(one.method, one.path), acceptedScopes(one)]));
      const differences: Record<string, string> = {};
      let compared = 0;
      for (const name of readdirSync(document).filter((one) => one.endsWith(".yaml"))) {
        for (const [path, method, security] of operations(join(document, name))) {
          const key = shape(method, path);
          const scopes = here.get(key);
          if (scopes === undefined) continue;
          compared += 1;
          const wanted = security.flatMap((one) => one.oauth ?? []).join(",") || "*";
          if (wanted !== scopes) differences[key] = wanted;
        }
      }
      expect(differences).toEqual(otherwise);
      expect(compared).toBeGreaterThan(150);
    },
  );

  it("of several groups are all wanted", async () => {
    const { cloud, ok } = await start();
    const volume = await ok("POST", "/volumes", { label: "data", region: "fr-par" });
    const ask = async (scopes: string) => {
      const { token } = await ok("POST", "/profile/tokens", { label: "t", scopes });
      const answer = await client(cloud.url, token)("POST", `/volumes/${volume.id}/detach`);
      return [answer.status, answer.headers.get("x-accepted-oauth-scopes")];
    };
    const wanted = "volumes:read_write,linodes:read_write";
    expect(await ask("volumes:read_write")).toEqual([401, wanted]);
    expect(await ask("linodes:read_write volumes:read_only")).toEqual([401, wanted]);
    expect(await ask("linodes:read_write volumes:read_write")).toEqual([200, wanted]);
  });

  it("are told on errors too, and as unknown to those without a token", async () => {
    const { cloud, call } = await start();
    const missing = await call("GET", "/volumes/1");
    expect([missing.status, missing.headers.get("x-oauth-scopes")]).toEqual([404, "*"]);
    expect(missing.headers.get("x-accepted-oauth-scopes")).toBe("volumes:read_only");
    const bare = await fetch(`${cloud.url}/v4/linode/kernels`);
    expect([bare.status, bare.headers.get("x-oauth-scopes")]).toEqual([200, "unknown"]);
    expect(bare.headers.get("x-accepted-oauth-scopes")).toBe("*");
  });
});

type Security = readonly { oauth?: string[] }[];

/** Path, method and security of each operation of a document; the text is large, so only what is needed is read. */
function* operations(file: string): Generator<[string, string, Security]> {
  let path = "";
  let method = "";
  let block: string[] | undefined;
  for (const line of `${readFileSync(file, "utf8")}\nend`.split("\n")) {
    if (block !== undefined && !/^ {8}/.test(line)) {
      yield [path, method, load(block.join("\n")) as Security];
      block = undefined;
    }
    block?.push(line);
    const [, foundPath] = /^ {2}(\/\S*):$/.exec(line) ?? [];
    const [, foundMethod] = /^ {4}(get|post|put|delete):$/.exec(line) ?? [];
    if (foundPath !== undefined) path = foundPath;
    if (foundMethod !== undefined) method = foundMethod;
    if (/^ {6}security:$/.test(line)) block = [];
  }
}
