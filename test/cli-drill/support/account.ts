import { onTestFinished } from "vitest";

import type { PlannedClass } from "../../../cli/drill/linode/hosts";
import type { Instance } from "../../../cli/drill/linode/stackApi";
import type { Doors } from "../../../drill/doors";
import { type LocalCloud, startLocalCloud } from "../../../local-cloud";
import { planned } from "./planned";

export const token = "token-of-the-test";

/** A Linode account with two stacks, whose servers no hosts are behind. */
export interface Account {
  readonly cloud: LocalCloud;
  readonly access: { readonly url: string; readonly token: string };
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever field it is about
  call(method: string, path: string, body?: unknown): Promise<any>;
  /** A server as the API has it, by its label. */
  server(label: string): Promise<Instance>;
  /** The labels of the firewalls that a server is behind. */
  behind(label: string): Promise<readonly string[]>;
  /** All that can be changed of a stack: its servers, their firewalls, its names. */
  all(stack: PlannedClass): Promise<unknown>;
}

/** Starts it, with the servers of these roles in both regions. */
export async function startAccount(roles: readonly string[] = ["gateway", "data"]): Promise<Account> {
  const cloud = await startLocalCloud({ tokens: [token], versitygw: false });
  onTestFinished(() => cloud.close());
  const call: Account["call"] = async (method, path, body) => {
    const response = await fetch(`${cloud.url}${path.startsWith("/_local") ? "" : "/v4"}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const instances = async () => (await call("GET", "/linode/instances?page_size=500")).data;
  const server: Account["server"] = async (label) =>
    (await instances()).find((one: Instance) => one.label === label);
  const behind: Account["behind"] = async (label) =>
    (await call("GET", `/linode/instances/${(await server(label)).id}/firewalls`)).data.map(
      (one: { label: string }) => one.label,
    );
  for (const stack of [planned.own, planned.other]) await populate(call, stack, roles);
  const settled = async () =>
    (await instances()).every(({ status }: { status: string }) => status === "running");
  while (!(await settled())) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    ...{ cloud, call, server, behind, access: { url: cloud.url, token } },
    async all({ hosts, domain }) {
      const labels = hosts.filter(({ role }) => roles.includes(role)).map(({ label }) => label);
      const servers = await Promise.all(
        labels.map(async (label) => [await server(label), await behind(label)]),
      );
      const zone = (await call("GET", "/domains")).data.find(
        (one: { domain: string }) => one.domain === domain,
      );
      return { servers, zone, records: await call("GET", `/domains/${zone.id}/records`) };
    },
  };
}

async function populate(
  call: Account["call"],
  { hosts, domain, dataClass, cutLabel }: PlannedClass,
  roles: readonly string[],
): Promise<void> {
  const tags = [`data-class:${dataClass}`, "managed-by:bastide"];
  const prefix = cutLabel.replace(/account-cut$/, "");
  const drop = { inbound: [], outbound: [], inbound_policy: "DROP", outbound_policy: "DROP" };
  const firewalls = new Map<string, number>();
  for (const { label, region, role } of hosts.filter((one) => roles.includes(one.role))) {
    const name = `${prefix}${region}-${role}`;
    const id =
      firewalls.get(name) ??
      (await call("POST", "/networking/firewalls", { label: name, rules: drop, tags })).id;
    firewalls.set(name, id);
    await call("POST", "/linode/instances", {
      ...{ label, region, type: "g6-nanode-1", image: "linode/debian13", firewall_id: id },
      ...{ tags: [...tags, `role:${role}`], watchdog_enabled: role !== "data" },
      authorized_keys: ["ssh-ed25519 AAAA"],
    });
  }
  const { id } = await call("POST", "/domains", { domain, type: "master", soa_email: "a@example.org", tags });
  for (const [name, target] of Object.entries({ api: "192.0.2.1", "api.de-fra-2": "192.0.2.2" }))
    await call("POST", `/domains/${id}/records`, { type: "A", name, target });
}

/** Hosts as far as a disaster sees them: they answer while their server runs behind its own firewall, and switch themselves off when told. */
export function hostsBehind({ cloud, server, behind }: Account, options: { readonly deaf?: boolean } = {}) {
  const told: { readonly host: string; readonly watchdog: boolean }[] = [];
  const shell: Doors["shell"] = async (host, script) => {
    const one = await server(host);
    if (one.status !== "running" || (await behind(host)).some((label) => label.endsWith("-cut")))
      throw new Error(`${host} does not answer.`);
    if (!script.includes("sysrq")) return { code: 0, stdout: "", stderr: "" };
    told.push({ host, watchdog: one.watchdog_enabled });
    if (options.deaf === true) return { code: 1, stdout: "", stderr: "" };
    const { store } = cloud.world;
    store.transaction(() => store.patch("instance", one.id, { status: "offline" }));
    throw new Error(`${host} can't be reached any more.`);
  };
  return { shell, told };
}
