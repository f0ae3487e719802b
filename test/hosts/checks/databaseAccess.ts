import { expect, it } from "vitest";

import { until } from "../../../local-cloud/hosts/run";
import { sh, works } from "../support/converged";
import { asMember, databaseCluster } from "../support/databaseCluster";
import { type DatabaseSite, passwords } from "../support/databaseSite";

/** NW-3, AC-2, AC-4: who gets into a site's database and how, and what is told of it. */
export function databaseAccess(site: () => DatabaseSite, nodes: readonly [string, string]): void {
  const { sql, step, leader, other } = databaseCluster(site, nodes);
  const host = (name: string) => site().host(name);

  it.each([
    ["with everything right", "", true],
    ["without TLS", "sslmode=disable", false],
    ["with another password", "password=wrong", false],
    ["without a certificate", "sslcert=/nonexistent sslkey=/nonexistent", false],
    ["by a certificate of another authority", "sslcert=/tmp/foreign.pem sslkey=/tmp/foreign.key", false],
    ["to a server of an unknown authority", "sslrootcert=/tmp/foreign.pem", false],
    ["as the superuser", "user=postgres", false],
    ["to another database", "dbname=template1", false],
  ])("is reached %s: %s", async (_, change, isTaken) => {
    const on = await leader();
    const from = other(on);
    await sh(
      from,
      "[ -s /tmp/foreign.pem ] || openssl req -x509 -newkey ed25519 -nodes -subj /CN=account-fr-par-data-1 -keyout /tmp/foreign.key -out /tmp/foreign.pem 2> /dev/null",
    );
    const folder = "/etc/bastide/secrets";
    const way = `host=${site().description(on.name).addresses.overlay} dbname=postgres user=bastide_rewind password=${passwords["postgres-rewind"]} sslmode=verify-full sslrootcert=${folder}/ca.pem sslcert=${folder}/host.pem sslkey=${folder}/host.key connect_timeout=5`;
    expect(await works(from, `psql -XAtq "${way} ${change}" -c 'SELECT 1' > /tmp/said 2>&1`)).toBe(isTaken);
  });

  it("asks whoever comes to etcd or Patroni for a certificate of the class", async () => {
    const on = host(nodes[0]);
    const { overlay } = site().description(nodes[0]).addresses;
    for (const [port, path] of [
      [2379, "version"],
      [8008, "patroni"],
    ] as const) {
      const ask = (more: string) =>
        works(
          on,
          `curl -fsS -m 5 -o /dev/null --cacert /etc/bastide/secrets/ca.pem ${more} https://${overlay}:${port}/${path}`,
        );
      expect([port, await ask(asMember)]).toEqual([port, true]);
      expect([port, await ask("")]).toEqual([port, false]);
    }
    // What changes something needs the password too.
    expect(
      await sh(
        on,
        `curl -sS -m 5 -o /dev/null -w '%{http_code}' ${asMember} -X POST https://${overlay}:8008/restart -d '{}'`,
      ),
    ).toBe("401");
  });

  it("lets people in by the recorded program alone, audits what they read, and ends a grant by itself", async () => {
    const on = await leader();
    await sh(on, "groupadd -f bastide-people; id zoe > /dev/null 2>&1 || useradd -M -G bastide-people zoe");
    await sql(
      on,
      "CREATE TABLE secrets_of_customers (v text); INSERT INTO secrets_of_customers VALUES ('pineapple')",
      "bastide",
    );
    const program = "sudo -n -u bastide-query /usr/lib/bastide/query";
    const ask = (query: string) => works(on, `${program} <<< "${query}" > /tmp/zoe 2>&1`, "zoe");
    const people = (...lines: string[]) =>
      on.writeFile("/etc/bastide/database-people", `# x\n${lines.map((line) => `${line}\n`).join("")}`);
    const read = "SELECT * FROM secrets_of_customers WHERE v = 'pineapple'";
    expect(await ask("SELECT 1")).toBe(false);
    await people("duty zoe database");
    await step(on, "67-people");
    expect(await ask("SELECT count(*) FROM pg_stat_activity")).toBe(true);
    expect(await works(on, "psql -XAtq -d postgres -c 'SELECT 1'", "zoe")).toBe(false);
    expect(await ask(read)).toBe(false);
    const now = Math.floor(Date.now() / 1000);
    await people("duty zoe database", `grant zoe ${now - 60} ${now + 20} support T-1`);
    await step(on, "67-people");
    expect(await ask(read)).toBe(true);
    expect(await ask("DELETE FROM secrets_of_customers")).toBe(false);
    const told = await sh(on, "journalctl -q -o cat --no-pager");
    expect(told).toMatch(
      /user=zoe db=bastide .*AUDIT: SESSION,.*READ,SELECT,TABLE,public\.secrets_of_customers,<not logged>/,
    );
    expect(told).not.toContain("pineapple");
    // By the clock alone: a session that has begun under the grant ends with it.
    const session = ask("SELECT pg_sleep(600)");
    await until(async () => ((await ask(read)) ? undefined : true), {
      ...{ seconds: 120, everyMs: 2000, late: () => "The grant has not ended." },
    });
    expect(Date.now() / 1000).toBeGreaterThan(now + 20);
    expect(await session).toBe(false);
    expect(await ask("SELECT count(*) FROM pg_stat_activity")).toBe(true);
    await people();
    await step(on, "67-people");
    expect(await ask("SELECT 1")).toBe(false);
    expect(await sql(on, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'zoe'")).toBe("f");
  });
}
