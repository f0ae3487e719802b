import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, statSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { networkFiles, seedFiles, stage } from "../../../local-cloud/hosts/hostFiles";
import { note, readLedger } from "../../../local-cloud/hosts/ledger";
import type { Network } from "../../../local-cloud/hosts/network";
import { telling } from "../../../local-cloud/hosts/progress";
import { renderWires } from "../../../local-cloud/hosts/router";
import { must, run, until } from "../../../local-cloud/hosts/run";
import { mirrorOf, upstreamUrl } from "../../../local-cloud/hosts/services/mirror";
import { temporaryFolder } from "../../support/temporaryFolder";
import { refusal } from "./support/hosts";

const network: Network = {
  name: "vpc",
  namespace: "none",
  bridge: "none",
  plugIn: () => Promise.reject(new Error("no cable")),
  pullOut: () => Promise.reject(new Error("no cable")),
  addRouter: () => Promise.reject(new Error("no router")),
  addRoute: () => Promise.reject(new Error("no route")),
};

describe("the rules of a router", () => {
  it("let packets through inside networks and between those that are joined, in both directions, and no others", () => {
    const rules = renderWires({
      networks: new Map([
        ["paris", new Set(["port0", "port1"])],
        ["frankfurt", new Set(["port2"])],
        ["vpc", new Set<string>()],
      ]),
      joined: new Map([["frankfurt paris", ["paris", "frankfurt"]]]),
      cut: new Set(["port1"]),
    });
    expect(rules.match(/iifname @\w+ oifname @\w+ accept/g)).toEqual([
      "iifname @network0 oifname @network0 accept",
      "iifname @network1 oifname @network1 accept",
      "iifname @network2 oifname @network2 accept",
      "iifname @network0 oifname @network1 accept",
      "iifname @network1 oifname @network0 accept",
    ]);
    expect(rules).toContain('set network0 { type ifname; elements = { "port0", "port1" }; }');
    expect(rules).toContain("set network2 { type ifname;  }");
    expect(rules).toContain('set cut { type ifname; elements = { "port1" }; }');
    expect(rules).toMatch(/hook forward .* policy drop/);
  });
});

describe("the files that a host is given", () => {
  it("say its addresses and ways as Linode's Network Helper does", () => {
    const files = networkFiles(
      [
        { network, addresses: ["203.0.113.10/24", "2001:db8::10/64"], gateway: "203.0.113.1" },
        { network, addresses: ["10.0.0.2/24"], routes: [{ to: "10.0.0.0/8", via: "10.0.0.1" }] },
      ],
      ["192.0.2.53"],
    );
    expect(files["/etc/systemd/network/05-eth0.network"]?.content).toBe(
      "[Match]\nName=eth0\n\n[Network]\nDHCP=no\nIPv6AcceptRA=no\nLinkLocalAddressing=ipv6\n" +
        "Address=203.0.113.10/24\nAddress=2001:db8::10/64\nGateway=203.0.113.1\n",
    );
    expect(files["/etc/systemd/network/05-eth1.network"]?.content).toMatch(
      /Address=10\.0\.0\.2\/24\n\n\[Route\]\nDestination=10\.0\.0\.0\/8\nGateway=10\.0\.0\.1\n$/,
    );
    expect(files["/etc/resolv.conf"]?.content).toBe("nameserver 192.0.2.53\n");
  });

  it("keep cloud-init from the network unless the seed says how it is to be", () => {
    const off = "/etc/cloud/cloud.cfg.d/99-network-helper.cfg";
    const config = "/var/lib/cloud/seed/nocloud/network-config";
    const without = seedFiles("one", { userData: "" });
    expect(without[off]?.content).toBe("network: {config: disabled}\n");
    expect(without[config]).toBeUndefined();
    const given = seedFiles("one", { userData: "", networkConfig: "version: 2\n" });
    expect(given[off]).toBeUndefined();
    expect(given[config]?.content).toBe("version: 2\n");
  });

  it("are laid out with their bytes and modes, over what was there", () => {
    const folder = temporaryFolder({ "etc/old": "old" });
    const bytes = Buffer.from([0, 255, 10]);
    stage(folder, { "/etc/old": { content: bytes, mode: 0o600 }, "/new/deep": { content: "text" } });
    expect(readFileSync(join(folder, "etc/old"))).toEqual(bytes);
    expect(statSync(join(folder, "etc/old")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "new/deep")).mode & 0o777).toBe(0o644);
  });
});

describe("the ledger of a world", () => {
  it("names each thing once, and minds no line that a crash cut off", () => {
    const folder = temporaryFolder();
    expect(readLedger(folder)).toEqual([]);
    note(folder, { kind: "namespace", name: "a" });
    note(folder, { kind: "loop", file: "/b" });
    note(folder, { kind: "namespace", name: "a" });
    appendFileSync(join(folder, "ledger.jsonl"), '{"kind":"na');
    expect(readLedger(folder)).toEqual([
      { kind: "namespace", name: "a" },
      { kind: "loop", file: "/b" },
    ]);
  });
});

describe("commands on this machine", () => {
  it("get input and environment, and say how they ended", async () => {
    const script = 'cat; echo " $WORD"; echo bad >&2; exit 3';
    const outcome = await run(["sh", "-c", script], { stdin: "in", env: { WORD: "out" } });
    expect(outcome).toEqual({ code: 3, stdout: "in out\n", stderr: "bad\n" });
    expect((await run(["sh", "-c", "kill -9 $$"])).code).toBe(137);
    expect(await refusal(() => must(["sh", "-c", "echo why >&2; exit 2"]))).toMatch(/exit 2\):\nwhy$/);
    expect(await refusal(() => run(["/no/such/command"]))).toContain("/no/such/command could not be run");
  });

  it("are ended with all that they started when their time is over", async () => {
    const folder = temporaryFolder();
    // The inner one holds the output open: waiting for that to close would be waiting for ever.
    const script = `sleep 4321 & echo $! > ${folder}/pid; wait`;
    expect(await refusal(() => run(["sh", "-c", script], { timeoutSeconds: 0.5 }))).toContain("within 0.5 s");
    const pid = readFileSync(join(folder, "pid"), "utf8").trim();
    const stateOf = () => {
      try {
        return execFileSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).trim();
      } catch {
        return "";
      }
    };
    await expect.poll(stateOf).toMatch(/^(Z.*)?$/);
  });

  it("are waited for until there is something, or what is late is said", async () => {
    let left = 3;
    const countdown = () => (left-- > 0 ? undefined : "there");
    expect(await until(countdown, { seconds: 60, everyMs: 1, late: () => "late" })).toBe("there");
    expect(await refusal(() => until(() => undefined, { seconds: 0, everyMs: 1, late: () => "late" }))).toBe(
      "late",
    );
  });

  it("that are quick say nothing, and errors come through", async () => {
    const lines: string[] = [];
    expect(
      await telling(
        (line) => lines.push(line),
        "Work",
        async () => 1,
      ),
    ).toBe(1);
    await expect(
      telling(
        (line) => lines.push(line),
        "Work",
        async () => {
          throw new Error("broken");
        },
      ),
    ).rejects.toThrow("broken");
    expect(lines).toEqual([]);
  });
});

describe("the mirror of Debian's archives", () => {
  it.each([
    [
      "/debian/pool/main/h/hello/hello_2.10-5_amd64.deb",
      "http://d.example/x/pool/main/h/hello/hello_2.10-5_amd64.deb",
    ],
    ["/debian-security/dists/trixie-security/InRelease", "http://s.example/dists/trixie-security/InRelease"],
    ["/debian/pool/main/g/g++~1_%2b.deb", "http://d.example/x/pool/main/g/g++~1_%2b.deb"],
    ["/debian/pool/main/a/a%2bb_1%3a2~c+d.deb", "http://d.example/x/pool/main/a/a%2bb_1%3a2~c+d.deb"],
    ["/debian/../secret", undefined],
    ["/debian/a/..", undefined],
    ["/debian/%2e%2e/secret", undefined],
    ["/debian/..%2fsecret", undefined],
    ["/debian/a\\b", undefined],
    ["/debian/a?b", undefined],
    ["/debianx/a", undefined],
    ["http://elsewhere.example/debian/a", undefined],
    ["/", undefined],
  ])("takes %s from %s", (path, expected) => {
    const upstream = { debian: "http://d.example/x", security: "http://s.example", proxy: undefined };
    expect(upstreamUrl(upstream, path)).toBe(expected);
  });

  it("passes on ranges, dates and statuses, and says when what it reads from is away", async () => {
    const asked: unknown[] = [];
    const upstream = await serve((request, response) => {
      const { range, "if-modified-since": since, cookie } = request.headers;
      asked.push([request.method, request.url, range, since, cookie]);
      response.writeHead(request.url === "/d/none" ? 404 : 206, { "x-kept": "yes" }).end("part");
    });
    const mirror = await serve(
      mirrorOf({ debian: `${upstream.url}/d`, security: `${upstream.url}/s`, proxy: undefined }),
    );
    const headers = {
      range: "bytes=2-5",
      "if-modified-since": "Tue, 24 Nov 2026 00:00:00 GMT",
      cookie: "a=b",
    };
    const answer = await fetch(`${mirror.url}/debian-security/file`, { headers });
    expect([answer.status, answer.headers.get("x-kept"), await answer.text()]).toEqual([206, "yes", "part"]);
    expect((await fetch(`${mirror.url}/debian/none`)).status).toBe(404);
    expect((await fetch(`${mirror.url}/debian/a`, { method: "HEAD" })).status).toBe(206);
    expect((await fetch(`${mirror.url}/debian/a`, { method: "DELETE" })).status).toBe(405);
    expect((await fetch(`${mirror.url}/other/a`)).status).toBe(404);
    expect(asked).toEqual([
      ["GET", "/s/file", "bytes=2-5", "Tue, 24 Nov 2026 00:00:00 GMT", undefined],
      ["GET", "/d/none", undefined, undefined, undefined],
      ["HEAD", "/d/a", undefined, undefined, undefined],
    ]);
    await upstream.close();
    const away = await fetch(`${mirror.url}/debian/a`);
    expect([away.status, await away.text()]).toEqual([502, expect.stringContaining("can't be reached")]);
  });

  it("goes through the proxy that apt goes through", async () => {
    const asked: unknown[] = [];
    const proxy = await serve((request, response) => {
      asked.push([request.url, request.headers.host]);
      response.end("through");
    });
    const mirror = await serve(
      mirrorOf({
        debian: "http://archive.example/d",
        security: "http://archive.example/s",
        proxy: proxy.url,
      }),
    );
    expect(await (await fetch(`${mirror.url}/debian/file`)).text()).toBe("through");
    expect(asked).toEqual([["http://archive.example/d/file", "archive.example"]]);
  });
});

/** A server on the loopback, for the running test. */
async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
