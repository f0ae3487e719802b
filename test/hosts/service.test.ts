import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh } from "./support/converged";
import { bootServiceSite, type ServiceSite } from "./support/serviceSite";

const minutes = 60_000;

interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

describe.skipIf(noHosts !== "")(withHosts("the published endpoint of a class"), () => {
  let running: ServiceSite | undefined;
  let folder = "";
  const keys: Record<string, string> = {};
  const site = (): ServiceSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };

  /** Asks the endpoint as a customer would; curl's own failure is status 0. */
  async function ask(path: string, ...argv: string[]): Promise<Answer> {
    const { endpoint, balancerAddress, client } = site();
    const { stdout } = await client.run([
      ...["curl", "-sS", "-i", "-m", "20", "--cacert", join(folder, "public.pem")],
      ...["--resolve", `${endpoint}:443:${balancerAddress}`, ...argv, `https://${endpoint}${path}`],
    ]);
    const [headers = "", ...rest] = stdout.replaceAll("\r", "").split("\n\n");
    return { status: Number(/^HTTP\/\S+ (\d+)/.exec(headers)?.[1] ?? 0), headers, body: rest.join("\n\n") };
  }
  const asking = (customer: string) => ["-H", `Authorization: Bearer ${keys[customer]}`];
  const sql = (query: string) =>
    sh(site().data, `cd /; runuser -u postgres -- psql -XAtq -d bastide -c "${query}"`);

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    running = await bootServiceSite(folder);
    writeFileSync(join(folder, "public.pem"), running.publicAuthority.pem);
    for (const customer of ["acme", "globex"])
      keys[customer] = await sh(running.service, `/usr/lib/bastide/customers add-key ${customer}`);
    await sql(
      "INSERT INTO bastide.records (customer, kind, content) SELECT c, 'note', jsonb_build_object('n', n) FROM unnest(array['acme','globex']) c, generate_series(1, 1203) n",
    );
  }, 20 * minutes);

  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("answers over TLS, with what keeps browsers there", async () => {
    const { status, headers } = await ask("/healthz");
    expect(status).toBe(200);
    expect(headers).toMatch(/^strict-transport-security: max-age=63072000/im);
    expect(headers).not.toMatch(/^server: .*\d/im);
  });

  it.each([
    ["-tls1_1", false],
    ["-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA", false],
    ["-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384", true],
    ["-tls1_3", true],
  ])("takes a connection with %s: %s", async (options, taken) => {
    const { client, endpoint, balancerAddress } = site();
    const { stdout } = await client.run([
      "bash",
      "-c",
      `openssl s_client -connect ${balancerAddress}:443 -servername ${endpoint} ${options} < /dev/null 2>&1 || true`,
    ]);
    expect(/Cipher is (?!\(NONE\))/.test(stdout), stdout).toBe(taken);
  });

  it("has no port 80, and tells another name nothing", async () => {
    const { client, edge, balancerAddress } = site();
    expect(await sh(edge, "ss -Hlnt | awk '{print $4}' | grep -c ':80$' || true")).toBe("0");
    const { code } = await client.run([
      ...["curl", "-sS", "-k", "-m", "5", "--resolve", `other.example:443:${balancerAddress}`],
      "https://other.example/healthz",
    ]);
    expect(code).not.toBe(0);
  });

  it("asks who it is", async () => {
    expect((await ask("/v1/records")).status).toBe(401);
    expect((await ask("/v1/records", "-H", `Authorization: Bearer ${keys.acme}x`)).status).toBe(401);
    expect((await ask("/v1/records", ...asking("acme"))).status).toBe(200);
  });

  it("refuses whoever is in the tunnels and is not the site's edge", async () => {
    const { edge, data, service } = site();
    const name = "--connect-to ::10.65.129.65:8443";
    const tls = "--cacert /etc/bastide/secrets/ca.pem";
    const own = "--cert /etc/bastide/secrets/host.pem --key /etc/bastide/secrets/host.key";
    const names = await sh(
      service,
      "openssl x509 -in /etc/bastide/secrets/host.pem -noout -ext subjectAltName | grep -o 'DNS:[^,]*' | tail -1 | cut -d: -f2",
    );
    const status = (host: typeof edge, more: string) =>
      sh(
        host,
        `curl -sS -o /dev/null -m 10 -w '%{http_code}' ${tls} ${more} ${name} https://${names}:8443/healthz`,
      );
    expect(await status(edge, own)).toBe("200");
    expect(await status(data, own)).toBe("403");
    expect(await status(edge, "")).toBe("400");
  });

  it("shows a customer its own records alone, page by page and as a whole", async () => {
    const own: number[] = [];
    for (let next = ""; ; ) {
      const page = JSON.parse((await ask(`/v1/records?limit=500${next}`, ...asking("acme"))).body);
      own.push(...page.records.map(({ content }: { content: { n: number } }) => content.n));
      if (page.next === undefined) break;
      next = `&after=${page.next}`;
    }
    expect(own.sort((a, b) => a - b)).toEqual(Array.from({ length: 1203 }, (_, i) => i + 1));
    const lines = (await ask("/v1/export", ...asking("acme"))).body.trim().split("\n");
    expect(lines).toHaveLength(1203);
    const foreign = await sql("SELECT id FROM bastide.records WHERE customer = 'globex' LIMIT 1");
    expect(lines.join("\n")).not.toContain(foreign);
    expect((await ask(`/v1/records/${foreign}`, ...asking("acme"))).status).toBe(404);
    expect((await ask(`/v1/records/${foreign}`, ...asking("globex"))).status).toBe(200);
  });

  it("keeps credentials as argon2id hashes, and slows guessing down (DC-1)", async () => {
    const secret = "correct horse battery";
    const body = (password: string) => ["-d", JSON.stringify({ login: "amy", password })];
    expect((await ask("/v1/accounts", ...asking("acme"), ...body(secret))).status).toBe(201);
    const verify = (password: string) => ask("/v1/accounts/verify", ...asking("acme"), ...body(password));
    expect(JSON.parse((await verify(secret)).body)).toEqual({ valid: true });
    const kept = await sql("SELECT hash FROM bastide.accounts UNION ALL SELECT hash FROM bastide.api_keys");
    expect(kept.split("\n")).toHaveLength(3);
    for (const hash of kept.split("\n")) expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    const tries: number[] = [];
    for (let i = 0; i < 6; i += 1) tries.push((await verify("not it")).status);
    expect(tries).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await verify(secret)).status).toBe(429);
  });

  it("answers 429 to who asks too much", async () => {
    const { client, endpoint, balancerAddress } = site();
    const { stdout } = await client.run([
      ...["curl", "-sS", "-Z", "--parallel-max", "30", "-o", "/dev/null", "-w", "%{http_code}\n"],
      ...["--cacert", join(folder, "public.pem"), "--resolve", `${endpoint}:443:${balancerAddress}`],
      `https://${endpoint}/openapi.json?[1-200]`,
    ]);
    const statuses = new Set(stdout.trim().split("\n"));
    expect(statuses).toEqual(new Set(["200", "429"]));
  });

  it("tells the log ids and counts, and no content or credentials (DC-5)", async () => {
    const { service, edge } = site();
    const told = [
      await sh(service, "journalctl -q -o cat --no-pager"),
      await sh(edge, "journalctl -q -o cat --no-pager"),
    ].join("\n");
    expect(told).toMatch(/transaction .*"action": "records.list", "customer": "acme"/);
    for (const never of ["correct horse", "amy", ...Object.values(keys).map((key) => key.slice(20))])
      expect(told).not.toContain(never);
  });

  it("runs in units that can do little", async () => {
    for (const [host, unit] of [
      [site().edge, "bastide-https"],
      [site().service, "bastide-https"],
      [site().service, "bastide-service"],
      [site().service, "bastide-schema"],
    ] as const) {
      const said = await sh(host, `systemd-analyze security --no-pager ${unit}.service | tail -1`);
      const exposure = Number(/: ([\d.]+) /.exec(said)?.[1]);
      expect(exposure, `${unit} on ${host.name}`).toBeLessThanOrEqual(4.9);
    }
  });

  it("changes nothing when its steps run again", async () => {
    const { edge, service, data } = site();
    const steps = "/usr/lib/bastide/converge.d";
    expect(await sh(edge, `${steps}/72-https`)).toBe("");
    expect(await sh(service, `${steps}/72-https; ${steps}/74-service`)).toBe("");
    expect(await sh(data, `${steps}/67-logins-service`)).toBe("");
  });
});
