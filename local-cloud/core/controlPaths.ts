import { z } from "zod";
import { fastest } from "./clock";
import type { Endpoint } from "./definition";
import { invalid } from "./errors";
import { type Faults, jobEffects, requestEffects, situations } from "./faults";
import { faultSchema, hostsSchema, shellSchema } from "./hostsBodies";
import { type HostsControl, noHosts } from "./hostsControl";
import type { RateLimits } from "./rateLimits";
import type { RequestLog } from "./requestLog";
import { requestQuery } from "./requestQuery";
import { acceptedScopes } from "./scopes";
import { changeSettings, presets } from "./settings";
import { isSnapshot } from "./sound";
import type { Snapshot } from "./store";
import { validate } from "./validate";
import type { World } from "./world";

/** What the control paths work on. */
export interface ControlOptions {
  world: World;
  log: RequestLog;
  faults: Faults;
  limits: RateLimits;
  endpoints: readonly Endpoint[];
  /** Instances as hosts of this machine; none where this process makes no hosts. */
  hosts?: HostsControl | undefined;
  /** What contradicts itself in the state. */
  contradictions(): unknown;
  /**
   * Replaces the state, empties what depends on it, and writes it down; gives the buckets that lost objects. Throws 400,
   * with nothing changed, where the new state contradicts itself.
   */
  restore(snapshot: Snapshot): Promise<readonly string[]>;
}

/** One request to a control path. */
export interface ControlCall extends ControlOptions {
  body: unknown;
  query: URLSearchParams;
  /** What stands for `:name` in the path. */
  name: string;
}

/** A path below `/_local`. */
export interface ControlPath {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  about: string;
  run(call: ControlCall): unknown;
}

const aSpeed = `Must be a number of job seconds a second, from 0 to ${fastest}`;
const seconds = "Must be a number of seconds, 0 or more: 86400 for a day";
const clockSchema = z.strictObject({
  speed: z.number(aSpeed).nonnegative(aSpeed).max(fastest, `Must be at most ${fastest}`).optional(),
  advance: z.number(seconds).nonnegative(seconds).optional(),
  paused: z.boolean("Must be true or false").optional(),
});

/** The hosts of this process; 400 where it makes none. */
function hostsOf({ hosts }: ControlCall): HostsControl {
  if (hosts === undefined)
    throw invalid("This local cloud makes no hosts: `bastide up --hosts` starts one that does.");
  return hosts;
}

/** Everything that there is below `/_local`. */
export const controlPaths: readonly ControlPath[] = [
  {
    method: "GET",
    path: "/_local",
    about: "This list.",
    run: ({ world }) => ({
      about: "The controls of a Linode API on this machine; they are no part of Linode's API.",
      url: world.api.url,
      clock: clockView(world),
      paths: controlPaths.map(({ method, path, about }) => ({ method, path, about })),
    }),
  },
  {
    method: "POST",
    path: "/_local/reset",
    about:
      "Empties the state, the buckets' objects, the journal and the gaps. Faults, limits, settings and the clock stay.",
    run: async ({ restore, log }) => {
      await restore({ meta: {}, tables: {} });
      log.clear();
      return {};
    },
  },
  {
    method: "GET",
    path: "/_local/snapshot",
    about:
      "The whole state as JSON, a table a kind. Not in it: buckets' objects, uploaded images' contents, the journal, faults, limits, settings, the clock. It holds secrets (of object storage keys and two-factor authentication, answers to security questions, the scripts of StackScripts): keep it like one.",
    run: ({ world }) => ({ ...world.store.snapshot(), jobTime: world.clock.jobTime() }),
  },
  {
    method: "PUT",
    path: "/_local/snapshot",
    about:
      "Replaces the state with what GET gave; jobs have left to do what they had left then. Buckets come back empty: all objects are deleted, and the answer's `objects` says so if there were any. 400, with nothing changed, for a state that contradicts itself or has tables that there are not.",
    run: async ({ restore, body }) => {
      if (!isSnapshot(body)) throw invalid("The body must be what GET /_local/snapshot gave.");
      const emptied = await restore(body);
      if (emptied.length === 0) return {};
      return { objects: `Deleted, as snapshots hold none. They were in ${emptied.join(", ")}.` };
    },
  },
  {
    method: "GET",
    path: "/_local/requests",
    about:
      "The journal: the last requests with status (0: no answer) and the fault that struck. ?method= &path= (* one part, ** the rest) &status= (404, 4xx) &since= (an entry's number, or a time) &fault= (a rule's name, or true).",
    run: ({ log, query }) => log.requests(requestQuery(query)),
  },
  {
    method: "DELETE",
    path: "/_local/requests",
    about: "Empties the journal and the gaps.",
    run: ({ log }) => {
      log.clear();
      return {};
    },
  },
  {
    method: "GET",
    path: "/_local/gaps",
    about: "Requests to paths that this API doesn't have, counted.",
    run: ({ log }) => log.gaps(),
  },
  {
    method: "GET",
    path: "/_local/clock",
    about: "The time, how fast jobs run, and how many are under way.",
    run: ({ world }) => clockView(world),
  },
  {
    method: "PUT",
    path: "/_local/clock",
    about:
      'Any of: {"speed": job seconds a second, 0 stops jobs} {"advance": seconds, for dates and jobs} {"paused": true stops dates and jobs, false lets them go on}.',
    run: ({ world, body }) => {
      const { speed, advance, paused } = validate(clockSchema, body);
      const { clock } = world;
      if (advance !== undefined && !clock.canAdvance(advance)) {
        throw invalid("The calendar ends with the year 9999.", "advance");
      }
      if (paused === true) clock.pause();
      if (paused === false) clock.resume();
      if (speed !== undefined) clock.setSpeed(speed);
      if (advance !== undefined) clock.advance(advance);
      return clockView(world);
    },
  },
  {
    method: "GET",
    path: "/_local/faults",
    about: "The faults in force, how often each matched and struck, and which effects there are.",
    run: ({ faults }) => ({
      faults: faults.list(),
      effects: { ...requestEffects, ...jobEffects, ...situations },
    }),
  },
  {
    method: "POST",
    path: "/_local/faults",
    about:
      'Adds one: {"effect": NAME or several, "name", "method", "path", "kind", "id", "region", "action" (of a job), "probability", "seed", "times", "after", "when": before, after or either, "retryAfter", "delay", "factor", "how", "maintenance"}.',
    run: ({ faults, body }) => faults.add(body),
  },
  {
    method: "DELETE",
    path: "/_local/faults",
    about: "Removes all faults.",
    run: ({ faults }) => {
      faults.clear();
      return {};
    },
  },
  {
    method: "DELETE",
    path: "/_local/faults/:name",
    about: "Removes one.",
    run: ({ faults, name }) => {
      faults.remove(name);
      return {};
    },
  },
  {
    method: "GET",
    path: "/_local/rate-limits",
    about: "Whether requests are limited, and the figures of each class of endpoints.",
    run: ({ limits }) => limits.view(),
  },
  {
    method: "PUT",
    path: "/_local/rate-limits",
    about:
      '{"mode": "off" (headers only) or "linode"}, and own figures: {"classes": {"default": {"windows": [{"limit": 10, "seconds": 1}], "concurrency": 2}}}. All counts begin anew.',
    run: ({ limits, body }) => {
      limits.set(body);
      return limits.view();
    },
  },
  {
    method: "GET",
    path: "/_local/settings",
    about: "What Linode changed between versions of its API, as it is set here, and the presets.",
    run: ({ world }) => ({ settings: world.settings, presets }),
  },
  {
    method: "PUT",
    path: "/_local/settings",
    about: '{"preset": "2025", "2026" or "2026-new-account"}, single settings, or both.',
    run: ({ world, body }) => {
      changeSettings(world.settings, body);
      return { settings: world.settings, presets };
    },
  },
  {
    method: "GET",
    path: "/_local/contradictions",
    about:
      "What in the state contradicts itself: always an empty list, else there is a fault in the local cloud.",
    run: ({ contradictions }) => contradictions(),
  },
  {
    method: "GET",
    path: "/_local/hosts",
    about:
      "Which instances are real hosts of this machine, whether each is as the API has it, and what is in the way.",
    run: ({ hosts }) => hosts?.view() ?? noHosts,
  },
  {
    method: "PUT",
    path: "/_local/hosts",
    about:
      '{"selection": "none", "all" or data classes as tags name them, for example ["account"]}. Hosts chosen no more are ended; their disks stay.',
    run: (call) => {
      const { selection } = validate(hostsSchema, call.body);
      const hosts = hostsOf(call);
      hosts.select(selection);
      return hosts.view();
    },
  },
  {
    method: "POST",
    path: "/_local/hosts/faults",
    about:
      'What the world does to hosts: {"fault": "kill" (power failure), "cut" (no packet gets in or out) or "restore", "target": {"host": LABEL} or {"region": NAME}}.',
    run: async (call) => {
      const hosts = hostsOf(call);
      await hosts.strike(validate(faultSchema, call.body));
      return hosts.view();
    },
  },
  {
    method: "POST",
    path: "/_local/shell/:name",
    about:
      'Runs {"script": for bash, "timeoutSeconds": 60} as root of the host of that label, "by" its "console" or the "network" (then not where that is cut), and gives {"code", "stdout", "stderr"}.',
    run: (call) => hostsOf(call).shell(call.name, validate(shellSchema, call.body)),
  },
  {
    method: "GET",
    path: "/_local/endpoints",
    about: "The API that is offered: each endpoint with its scopes, filters and class of rate limit.",
    run: ({ endpoints, limits }) =>
      endpoints.map((endpoint) => ({
        method: endpoint.method,
        path: endpoint.path,
        scopes: acceptedScopes(endpoint),
        filterable: endpoint.filterable ?? null,
        rateLimit: limits.classOf(endpoint),
      })),
  },
];

function clockView(world: World): unknown {
  const { clock, store } = world;
  return { now: clock.timestamp(), speed: clock.speed, paused: clock.paused, jobs: store.count("job") };
}
