import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type ApiObject, type CloudApi } from "../offline/create/api";

const pollMs = 500;

interface PlatformEvent {
  readonly id: number;
  readonly action: string;
  readonly entity: { readonly id: number; readonly type: string; readonly label: string } | null;
  readonly secondary_entity: { readonly id: number; readonly type: string } | null;
}

/** What is known of the run that is watched. */
export interface Watched {
  /** Whether the run makes, changes or removes something of this label. */
  concerns(label: string): boolean;
  /** Whether it was in the cloud before the run (`/volumes`, `7`). */
  wasThere(collection: string, id: string): boolean;
}

/**
 * Watches the platform's jobs while the engine works. The provider asks only whether a server runs or a volume is attached, and
 * never whether the job that should bring it about has failed: it would wait until its timeout, 20 minutes for a server. What can be
 * asked for again is; what was not even made well is removed, on which the provider gives up at once and the next run makes it anew.
 * Nothing is touched that the run isn't about, and nothing removed that was there before it.
 */
export class JobWatch {
  /** What was done, for people. */
  readonly mended: string[] = [];
  private readonly handled = new Set<number>();
  /** What was not made well, and goes. */
  private readonly unmade = new Set<string>();
  private running = true;
  private readonly ended: Promise<void>;

  constructor(
    private readonly api: CloudApi,
    private readonly watched: Watched,
  ) {
    this.ended = this.watch();
  }

  /** Ends the watch, after the request that is under way. */
  async stop(): Promise<void> {
    this.running = false;
    await this.ended;
  }

  private async watch(): Promise<void> {
    // What failed before this run is none of its business.
    for (const { id } of await this.failed().catch(() => [])) {
      this.handled.add(id);
    }
    while (this.running) {
      await sleep(pollMs);
      // The watch must never end a run: what it can't mend, the provider reports in time.
      for (const event of await this.failed().catch(() => [])) {
        await this.mend(event).catch(() => undefined);
      }
    }
  }

  /** Jobs that failed, the oldest first: a server that could not be made can't be booted either, and must not be. */
  private async failed(): Promise<PlatformEvent[]> {
    const { data } = await this.api.get("/account/events?page_size=500", {
      status: "failed",
      "+order_by": "created",
      "+order": "desc",
    });
    return Array.isArray(data) ? [...(data as PlatformEvent[])].sort((a, b) => a.id - b.id) : [];
  }

  private async mend(event: PlatformEvent): Promise<void> {
    const { id, action, entity, secondary_entity: other } = event;
    if (this.handled.has(id) || entity === null || !this.watched.concerns(entity.label)) {
      return;
    }
    if (this.unmade.has(`${entity.type} ${entity.id}`) && !action.endsWith("_create")) {
      return;
    }
    const linode = `/linode/instances/${entity.id}`;
    const volume = `/volumes/${entity.id}`;
    switch (action) {
      case "linode_boot":
        await this.ask(`${linode}/boot`, {});
        break;
      case "linode_create":
        this.unmade.add(`${entity.type} ${entity.id}`);
        await this.remove("/linode/instances", entity.id);
        break;
      case "volume_create":
        this.unmade.add(`${entity.type} ${entity.id}`);
        await this.remove("/volumes", entity.id);
        break;
      case "volume_attach":
        if (other !== null) await this.ask(`${volume}/attach`, { linode_id: other.id });
        break;
      case "volume_detach":
        await this.ask(`${volume}/detach`, {});
        break;
      default:
        return;
    }
    this.handled.add(id);
    this.mended.push(`${action} of ${entity.label}`);
  }

  /** A refusal means that it is under way, done or gone by now. */
  private async ask(path: string, body: ApiObject): Promise<void> {
    await this.api.post(path, body).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.status < 500)) throw error;
    });
  }

  private async remove(collection: string, id: number): Promise<void> {
    if (!this.watched.wasThere(collection, String(id))) {
      await this.api.remove(`${collection}/${id}`);
    }
  }
}
