import { manager, tagPrefixes } from "../../../catalogue/tags";
import { type ApiAccess, ApiReader, withoutSecrets } from "../../show/read/api";
import type { PlannedClass } from "./hosts";

/** A server as the API has it, as far as it is read. */
export interface Instance {
  readonly id: number;
  readonly label: string;
  readonly status: string;
  readonly region: string;
  readonly tags: readonly string[];
  readonly watchdog_enabled: boolean;
}

export interface Firewall {
  readonly id: number;
  readonly label: string;
  readonly tags: readonly string[];
}

interface Domain {
  readonly id: number;
  readonly domain: string;
  readonly tags: readonly string[];
}

type Method = "POST" | "PUT" | "DELETE";

const seconds = 15;
const tagOfManager = `${tagPrefixes.managedBy}${manager}`;

/**
 * Linode's API for one class of one stack. An account may hold other stacks, with the same classes and tags: what the plan does not name is not
 * listed, and nothing is sent to it.
 */
export class StackApi {
  readonly #access: ApiAccess;
  readonly #reader: ApiReader;
  readonly #planned: PlannedClass;
  readonly #names: ReadonlyMap<string, string>;
  /** The paths of the stack's own, as far as they were seen. */
  readonly #seen = new Set<string>();

  constructor(access: ApiAccess, planned: PlannedClass) {
    this.#access = access;
    this.#reader = new ApiReader(access, { timeout: seconds * 1000, attempts: 2 });
    this.#planned = planned;
    this.#names = new Map(planned.hosts.map(({ label, name }) => [label, name]));
  }

  /** The class's servers; `label` is the host's own name, without what the stack puts before it. */
  async instances(): Promise<readonly Instance[]> {
    const all = await this.#reader.list<Instance>("/linode/instances");
    return all.flatMap((one) => {
      const name = this.#names.get(one.label);
      return name === undefined || !this.#isTagged(one.tags) ? [] : [{ ...one, label: name }];
    });
  }

  /** Of servers and domains those of the stack; whatever else as it is. */
  async list<T>(path: string): Promise<readonly T[]> {
    const own =
      path === "/linode/instances"
        ? await this.instances()
        : path === "/domains"
          ? await this.#domains()
          : undefined;
    if (own === undefined) return this.#reader.list<T>(path);
    for (const { id } of own) this.#seen.add(`${path}/${id}`);
    return own as unknown as readonly T[];
  }

  /** Throws where it is for no server and no domain of the stack: nothing was sent then. */
  async send(method: Method, path: string, body?: unknown): Promise<unknown> {
    const [, own, kind] = /^((\/linode\/instances|\/domains)\/\d+)(?:\/|$)/.exec(path) ?? [];
    if (own !== undefined && kind !== undefined && !this.#seen.has(own)) await this.list(kind);
    if (own === undefined || !this.#seen.has(own))
      throw new Error(`${method} ${path} is for nothing of this stack's class: it was not sent.`);
    return this.#request(method, path, body);
  }

  /** The firewall that cuts off; undefined where there is none. */
  async cutFirewall(): Promise<Firewall | undefined> {
    const all = await this.#reader.list<Firewall>("/networking/firewalls");
    return all.find(({ label, tags }) => label === this.#planned.cutLabel && this.#isTagged(tags));
  }

  /** Makes it: it drops everything. */
  makeCutFirewall(): Promise<Firewall> {
    return this.#request("POST", "/networking/firewalls", {
      label: this.#planned.cutLabel,
      rules: { inbound: [], outbound: [], inbound_policy: "DROP", outbound_policy: "DROP" },
      tags: [`${tagPrefixes.dataClass}${this.#planned.dataClass}`, tagOfManager],
    }) as Promise<Firewall>;
  }

  /** Takes it away where nothing is behind it any more. */
  async dropCutFirewall(): Promise<void> {
    const found = await this.cutFirewall();
    if (found === undefined) return;
    const path = `/networking/firewalls/${found.id}`;
    if ((await this.#reader.list(`${path}/devices`)).length === 0) await this.#request("DELETE", path);
  }

  async #domains(): Promise<readonly Domain[]> {
    const all = await this.#reader.list<Domain>("/domains");
    return all.filter(({ domain, tags }) => domain === this.#planned.domain && this.#isTagged(tags));
  }

  #isTagged(tags: readonly string[]): boolean {
    return tags.includes(`${tagPrefixes.dataClass}${this.#planned.dataClass}`) && tags.includes(tagOfManager);
  }

  async #request(method: Method, path: string, body?: unknown): Promise<unknown> {
    const { url, token } = this.#access;
    const base = url.replace(/\/+$/, "");
    const answer = await fetch(`${base}/v4${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(seconds * 1000),
      redirect: "error",
    }).catch((error: unknown) => {
      const late = error instanceof Error && error.name === "TimeoutError";
      throw new Error(
        `Linode's API at ${withoutSecrets(base)} ${late ? `did not answer within ${seconds} s` : "can't be reached"}: ${method} ${path}.`,
      );
    });
    const said = parsed(await answer.text());
    if (answer.ok) return said;
    const reasons = said.errors?.map(({ reason }) => reason).join("; ");
    throw new Error(`Linode refused ${method} ${path}: ${reasons || `it answered ${answer.status}`}`);
  }
}

function parsed(text: string): { readonly errors?: readonly { readonly reason: string }[] } {
  try {
    return JSON.parse(text || "{}");
  } catch {
    return {};
  }
}
