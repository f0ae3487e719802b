import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../../local-cloud";
import { presets } from "../../local-cloud/core/settings";
import { parseJson } from "./json";
import type { Answer } from "./judge";
import { Objects } from "./objects";
import type { Request } from "./request";

const token = "replay";
/** The first recording of the defaults of 2026. */
const firstDayOf2026 = "2026-05-07";

/** State and time of the stand-in at some moment. */
export interface Saved {
  state: ReturnType<LocalCloud["world"]["store"]["snapshot"]>;
  clock: ReturnType<LocalCloud["world"]["clock"]["state"]>;
  objects: ReturnType<Objects["save"]>;
}

/** The stand-in, held still: time passes only in steps, and what was done can be undone. */
export class Stage {
  /** What is in the buckets, which is put there at other hosts. */
  readonly objects = new Objects();

  private constructor(private readonly cloud: LocalCloud) {
    Object.assign(cloud.world.objectStore, this.objects.answers());
  }

  static async open(options: LocalCloudOptions = {}): Promise<Stage> {
    return new Stage(await startLocalCloud({ ...options, tokens: [token], speed: 0, versitygw: false }));
  }

  /** Takes everything away, and answers as the API did on a day. */
  empty(day: string): void {
    Object.assign(this.cloud.world.settings, presets[day < firstDayOf2026 ? "2025" : "2026"]);
    this.cloud.world.store.restore({ meta: {}, tables: {} });
    this.cloud.world.jobs.review();
    this.objects.clear();
  }

  save(): Saved {
    const { store, clock } = this.cloud.world;
    return { state: store.snapshot(), clock: clock.state(), objects: this.objects.save() };
  }

  restore(saved: Saved): void {
    this.cloud.world.store.restore(saved.state);
    this.cloud.world.clock.restore(saved.clock);
    this.objects.restore(saved.objects);
    this.cloud.world.jobs.review();
  }

  /** Goes on to the next moment at which a job starts or ends; false if none is under way. */
  step(): boolean {
    const { jobs, clock } = this.cloud.world;
    if (!Number.isFinite(jobs.upcoming)) return false;
    // Clocks count in seconds: a thousandth more, so that rounding doesn't stop short of it.
    clock.advance(Math.max(0, (jobs.upcoming - clock.jobTime()) / 1000) + 0.001);
    return true;
  }

  /**
   * Sends a request; `trouble` is what the recording tells of Linode's state at that moment, rather than of the account:
   * its load (429), a fault of its own (5xx), or a token that isn't valid (401).
   */
  async send(request: Request, trouble?: number): Promise<Answer> {
    const fault = trouble !== undefined && trouble !== 401;
    if (fault) await this.control("POST", "/_local/faults", { effect: String(trouble), times: 1 });
    try {
      return await this.fetch(request, trouble === 401 ? "not-valid" : token);
    } catch (error) {
      // What can't be sent at all, such as a method that HTTP clients refuse.
      return { status: 0, contentType: undefined, scope: undefined, body: reasonOf(error) };
    } finally {
      if (fault) await this.control("DELETE", "/_local/faults");
    }
  }

  private async fetch({ method, version, path, body, filter }: Request, bearer: string): Promise<Answer> {
    const bodiless = body === undefined || method === "GET" || method === "HEAD";
    const response = await fetch(`${this.cloud.url}/${version ?? "v4beta"}${path}`, {
      method,
      redirect: "manual",
      headers: {
        Authorization: `Bearer ${bearer}`,
        ...(filter === undefined ? {} : { "X-Filter": filter }),
      },
      ...(bodiless ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      contentType: response.headers.get("content-type") ?? undefined,
      scope: response.headers.get("x-accepted-oauth-scopes") ?? undefined,
      body: text === "" ? undefined : (parseJson(text) ?? text),
    };
  }

  private async control(method: string, path: string, body?: unknown): Promise<void> {
    const response = await fetch(`${this.cloud.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  }

  async close(): Promise<void> {
    await this.cloud.close();
  }
}

function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
