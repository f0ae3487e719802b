import { z } from "zod";
import type { Endpoint } from "./definition";
import { ApiError } from "./errors";
import { validate } from "./validate";

/** So many requests in so many seconds; a window begins with the first request after the last one's end. */
export interface Window {
  limit: number;
  seconds: number;
}

/** Endpoints that share a limit: each token has one count for the class. */
export interface LimitClass {
  /** `METHOD /path`, as the table of endpoints spells it. */
  endpoints: readonly string[];
  /** The first one is shown in the headers, or the first one that a request broke. */
  windows: readonly Window[];
  /** How many may be under way at once. */
  concurrency?: number;
  /** Where the figures are from. */
  source: string;
}

const published = "published by Akamai (reference/rate-limits), September 2026";

/** Linode's classes and figures. */
export const linodeLimits: Readonly<Record<string, LimitClass>> = {
  "create-linode": {
    endpoints: ["POST /linode/instances", "POST /linode/instances/:id/clone"],
    windows: [{ limit: 20, seconds: 15 }],
    source: `${published}; header 20 recorded, also for cloning`,
  },
  "create-volume": {
    endpoints: ["POST /volumes"],
    windows: [{ limit: 100, seconds: 60 }],
    source: `${published}; header 100 recorded`,
  },
  "create-vpc": {
    endpoints: ["POST /vpcs"],
    windows: [{ limit: 15, seconds: 60 }],
    source: "header 15 recorded; the window is assumed",
  },
  "reserved-addresses": {
    endpoints: [
      "GET /networking/reserved/ips",
      "GET /networking/reserved/ips/:address",
      "PUT /networking/reserved/ips/:address",
      "DELETE /networking/reserved/ips/:address",
    ],
    windows: [
      { limit: 10, seconds: 30 },
      { limit: 5, seconds: 10 },
    ],
    source:
      "headers 10 and 5 recorded, with a run of answers 429 that shows both windows to count refused requests too; their seconds are assumed",
  },
  images: {
    endpoints: ["GET /images"],
    windows: [{ limit: 20, seconds: 60 }],
    source: `${published}; header 20 recorded`,
  },
  stackscripts: {
    endpoints: ["GET /linode/stackscripts"],
    windows: [{ limit: 60, seconds: 60 }],
    source: `${published}; header 60 recorded`,
  },
  statistics: {
    endpoints: [
      "GET /linode/instances/:id/stats",
      "GET /linode/instances/:id/stats/:year/:month",
      "GET /nodebalancers/:id/stats",
    ],
    windows: [{ limit: 50, seconds: 60 }],
    source: `${published}; header 50 recorded`,
  },
  "object-storage-writes": {
    endpoints: [
      "POST /object-storage/keys",
      "PUT /object-storage/keys/:id",
      "DELETE /object-storage/keys/:id",
      "POST /object-storage/buckets",
    ],
    windows: [
      { limit: 60, seconds: 60 },
      { limit: 5, seconds: 1 },
    ],
    concurrency: 2,
    source: `${published}; header 60 recorded`,
  },
  lists: {
    endpoints: [],
    windows: [
      { limit: 1840, seconds: 60 },
      { limit: 200, seconds: 60 },
    ],
    source: `200 ${published}, for every GET that answers in pages; header 1840 recorded on them`,
  },
  default: {
    endpoints: [],
    windows: [{ limit: 1840, seconds: 60 }],
    source: "header 1840 recorded; Akamai publishes 1,600 a minute",
  },
};

const positive = z.number().int().positive("Must be a whole number above 0");
const classNames = Object.keys(linodeLimits) as [string, ...string[]];
const figuresSchema = z.strictObject({
  windows: z
    .array(z.strictObject({ limit: positive, seconds: z.number().positive() }))
    .min(1)
    .optional(),
  concurrency: positive.nullable().optional(),
});

/** How the limits are set by requests, files and flags. */
export const rateLimitsSchema = z.strictObject({
  /** `off` sends the headers and refuses nothing. */
  mode: z.enum(["off", "linode"], "Must be off or linode").optional(),
  /** Own figures, by class. */
  classes: z
    .partialRecord(z.enum(classNames), figuresSchema, `Must have classes of ${classNames.join(", ")}`)
    .optional(),
});

export type RateLimitSettings = z.output<typeof rateLimitsSchema>;

interface Count {
  endsAt: number;
  used: number;
}

/** What a request is told about its limit, and how it says that it is over. */
export interface Admission {
  headers: Record<string, string>;
  /** Throws 429 if the request is over its limit. */
  check(): void;
  done(): void;
}

/** Counts requests by token and class. */
export class RateLimits {
  private mode: "off" | "linode" = "off";
  private own: NonNullable<RateLimitSettings["classes"]> = {};
  private counts = new Map<string, Count>();
  private underWay = new Map<string, number>();
  private readonly classes = new Map<string, string>();

  constructor(private readonly now: () => number) {
    for (const [name, { endpoints }] of Object.entries(linodeLimits)) {
      for (const endpoint of endpoints) this.classes.set(endpoint, name);
    }
  }

  /** The class of an endpoint. */
  classOf({ method, path, filterable }: Pick<Endpoint, "method" | "path" | "filterable">): string {
    return this.classes.get(`${method} ${path}`) ?? (filterable === undefined ? "default" : "lists");
  }

  /** Changes what is given; begins all counts anew. */
  set(input: unknown): void {
    const settings = validate(rateLimitsSchema, input);
    this.mode = settings.mode ?? (settings.classes === undefined ? this.mode : "linode");
    if (settings.classes !== undefined) this.own = settings.classes;
    this.counts.clear();
  }

  view(): unknown {
    const classes = Object.entries(linodeLimits).map(([name, { endpoints, source }]) => [
      name,
      {
        ...this.figures(name),
        endpoints,
        source: this.own[name] === undefined ? source : "your own figures",
      },
    ]);
    return { mode: this.mode, classes: Object.fromEntries(classes) };
  }

  /** Counts a request; `who` is its token's digest or its address. */
  admit(className: string, who: string): Admission {
    const { windows, concurrency } = this.figures(className);
    const states = windows.map((window, index) => this.count(`${className} ${index} ${who}`, window));
    const broken = this.mode === "off" ? [] : states.filter(({ window, count }) => count.used > window.limit);
    const shown = broken[0] ?? states[0];
    const key = `${className} ${who}`;
    const others = this.underWay.get(key) ?? 0;
    this.underWay.set(key, others + 1);
    const seconds = Math.max(1, Math.ceil(((shown?.count.endsAt ?? 0) - this.now()) / 1000));
    const tooMany = concurrency !== undefined && others >= concurrency;
    return {
      headers: headersOf(shown, this.mode === "off" ? 1 : 0),
      check: () => {
        if (this.mode === "off" || (broken.length === 0 && !tooMany)) return;
        throw new ApiError(429, [{ reason: "Too many requests" }], {
          "Retry-After": String(broken.length === 0 ? 1 : seconds),
        });
      },
      done: () => {
        const left = (this.underWay.get(key) ?? 1) - 1;
        if (left === 0) this.underWay.delete(key);
        else this.underWay.set(key, left);
      },
    };
  }

  private figures(name: string): { windows: readonly Window[]; concurrency?: number } {
    const linode = linodeLimits[name];
    const own = this.own[name];
    const concurrency = own?.concurrency === null ? undefined : (own?.concurrency ?? linode?.concurrency);
    return {
      windows: own?.windows ?? linode?.windows ?? [],
      ...(concurrency === undefined ? {} : { concurrency }),
    };
  }

  private count(key: string, window: Window): { window: Window; count: Count } {
    const now = this.now();
    let count = this.counts.get(key);
    if (count === undefined || count.endsAt <= now) {
      if (this.counts.size > 10_000) this.forget(now);
      count = { endsAt: now + window.seconds * 1000, used: 0 };
      this.counts.set(key, count);
    }
    count.used += 1;
    return { window, count };
  }

  private forget(now: number): void {
    for (const [key, count] of this.counts) if (count.endsAt <= now) this.counts.delete(key);
  }
}

/** `least` keeps clients from waiting for a limit that nobody keeps. */
function headersOf(
  shown: { window: Window; count: Count } | undefined,
  least: number,
): Record<string, string> {
  if (shown === undefined) return {};
  const { window, count } = shown;
  return {
    "X-RateLimit-Limit": String(window.limit),
    "X-RateLimit-Remaining": String(Math.max(least, window.limit - count.used)),
    "X-RateLimit-Reset": String(Math.ceil(count.endsAt / 1000)),
  };
}
