import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../../local-cloud";
import type { World } from "../../local-cloud/core/world";
import type { Validator } from "../openapi/validator";
import type { Certificate } from "./chance";
import { Client, NoAnswer } from "./client";
import { type Fault, faultsOfAnswer, faultsOfState } from "./judge";
import type { Answer, Concrete } from "./tree";

/** A request as it was sent, with what came back. */
export interface Exchange {
  sent: Concrete;
  answer: Answer | undefined;
}

/** What to play on. */
export interface StageOptions {
  /** Starts the local cloud, or one that is worse. @default startLocalCloud */
  start?: (options: LocalCloudOptions) => Promise<LocalCloud>;
  /** How long an answer may take, in milliseconds: by default thousands of times the usual. @default 10000 */
  patience?: number;
}

/** What a story plays on: a local cloud in this process, whose state can be looked at, with a client and the judges. */
export class Stage {
  private readonly folder = mkdtempSync(join(tmpdir(), "bastide-fuzz-"));
  private cloud: LocalCloud | undefined;
  private client: Client | undefined;

  constructor(
    private readonly validator: Validator,
    private readonly options: StageOptions = {},
  ) {}

  get world(): World {
    if (this.cloud === undefined) throw new Error("The stage must be opened first.");
    return this.cloud.world;
  }

  /** The local cloud's own certificate for S3, made anew for each stage. */
  get certificate(): Certificate {
    const read = (name: string): string => readFileSync(join(this.folder, "objects", name), "utf8");
    return { cert: read("server.pem"), key: read("server-key.pem") };
  }

  /** Begins with nothing. */
  async open(): Promise<void> {
    if (this.cloud === undefined) await this.start();
    else await fetch(`${this.cloud.url}/_local/reset`, { method: "POST" });
  }

  /** Ends everything and takes its files away. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sends requests at once, as several clients would, and judges each answer and the state after each. */
  async ask(requests: readonly Concrete[]): Promise<{ exchanges: Exchange[]; faults: Fault[] }> {
    const faults: Fault[] = [];
    const exchanges = await Promise.all(
      requests.map(async (sent): Promise<Exchange> => {
        try {
          const answer = await this.client?.send(sent);
          if (answer !== undefined) faults.push(...faultsOfAnswer(this.validator, sent, answer));
          faults.push(...faultsOfState(this.world));
          return { sent, answer };
        } catch (error) {
          if (!(error instanceof NoAnswer)) throw error;
          const shape = this.validator.document.shapeOf(sent.path.split("?")[0] ?? "") ?? sent.path;
          faults.push({
            key: `no answer ${sent.method} ${shape}`,
            text: `${sent.method} ${sent.path}: ${error.message}`,
          });
          return { sent, answer: undefined };
        }
      }),
    );
    return { exchanges, faults };
  }

  /** Lets time pass. */
  advance(seconds: number): Fault[] {
    this.world.clock.advance(seconds);
    return faultsOfState(this.world);
  }

  /** Ends the local cloud and starts it again on the same file: nothing may be different. */
  async restart(): Promise<Fault[]> {
    const before = structuredClone(this.world.store.snapshot());
    await this.stop();
    await this.start();
    const after = this.world.store.snapshot();
    const faults = faultsOfState(this.world);
    for (const kind of new Set([...Object.keys(before.tables), ...Object.keys(after.tables)])) {
      if (!isDeepStrictEqual(before.tables[kind], after.tables[kind])) {
        faults.push({
          key: `restart: ${kind}`,
          text: `after a restart, the table ${kind} isn't what it was`,
        });
      }
    }
    return faults;
  }

  private async stop(): Promise<void> {
    this.client?.close();
    await this.cloud?.close();
    this.cloud = undefined;
  }

  private async start(): Promise<void> {
    this.cloud = await (this.options.start ?? startLocalCloud)({
      speed: 0,
      versitygw: false,
      journalLength: 10,
      stateFile: join(this.folder, "state"),
      directory: join(this.folder, "objects"),
    });
    this.client = new Client(this.cloud.url, this.options.patience ?? 10_000);
  }
}
