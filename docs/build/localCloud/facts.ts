import { dirname } from "node:path";
import type { AnyResource, Endpoint } from "../../../local-cloud/core/definition";
import { RateLimits } from "../../../local-cloud/core/rateLimits";
import { acceptedScopes } from "../../../local-cloud/core/scopes";
import { defaultSettings } from "../../../local-cloud/core/settings";
import { sections } from "../../../local-cloud/resources";
import { BehaviourReader, type Behaviours } from "./behaviours";
import { Locator } from "./locate";
import { type Route, rootOf, routes, type Written } from "./roots";
import { Sources } from "./sources";

/** Everything that the code says of an endpoint. */
export interface EndpointFacts {
  readonly endpoint: Endpoint;
  /** `POST /volumes` */
  readonly name: string;
  readonly scopes: string;
  readonly rateLimit: string;
  /** Jobs that it can start: they take time, and have one event for all of it. */
  readonly jobs: readonly string[];
  /** Events that it can record at once. */
  readonly events: readonly string[];
  readonly capabilities: readonly string[];
  readonly refusals: readonly string[];
  readonly settings: readonly string[];
  readonly notes: readonly string[];
}

/** A kind of job. */
export interface JobFacts {
  readonly name: string;
  /** The action of its event. */
  readonly event: string;
  /** Of job time. */
  readonly seconds: number;
  readonly notes: readonly string[];
}

/** A type of resource, or a path of things that are none, with all that is below it. */
export interface Group {
  readonly path: string;
  readonly resource: AnyResource | undefined;
  readonly endpoints: EndpointFacts[];
  readonly jobs: readonly JobFacts[];
}

const limits = new RateLimits(() => 0);

/** Reads what the API is made of, and what its functions do. Source maps must be on before this file is loaded. */
export function readFacts(): Group[] {
  const all = sections.flatMap(routes);
  const resources = sections.flatMap((section) => section.resources ?? []);
  const jobs = new Map(resources.flatMap((one) => Object.entries(one.jobs ?? {})));
  const reader = new FactReader(new Set(jobs.keys()));
  const groups = new Map<string, Group>();
  const paths = new Set(all.map(({ endpoint }) => endpoint.path));
  for (const route of all) {
    const path = groupOf(route, resources, paths);
    const resource = resources.find((one) => one.path === path);
    const group = groups.get(path) ?? {
      path,
      resource,
      endpoints: [],
      jobs: Object.entries(resource?.jobs ?? {}).map(([name, job]) => ({
        name,
        event: job.event ?? name,
        seconds: job.seconds,
        notes: reader.notesOf([job.begin, job.settle, job.finish, job.fail]),
      })),
    };
    group.endpoints.push(reader.factsOf(route));
    groups.set(path, group);
  }
  reader.close();
  return [...groups.values()];
}

/** The innermost resource whose path the endpoint's begins with, else the first parts of its path. */
function groupOf(
  { endpoint, resource }: Route,
  resources: readonly AnyResource[],
  paths: ReadonlySet<string>,
): string {
  if (resource !== undefined) return resource.path;
  const shape = (path: string): string => `${path.replace(/:\w+/g, ":")}/`;
  const around = resources
    .filter((one) => shape(endpoint.path).startsWith(shape(one.path)))
    .sort((one, other) => other.path.length - one.path.length)[0];
  if (around !== undefined) return around.path;
  const [first = "", second = ""] = endpoint.path.split("/").slice(1);
  return paths.has(`/${first}`) ? `/${first}` : `/${first}/${second}`;
}

class FactReader {
  private readonly locator = new Locator();
  private readonly sources = new Sources();
  private readonly behaviours: BehaviourReader;

  constructor(private readonly jobs: ReadonlySet<string>) {
    const resources = dirname(require.resolve("../../../local-cloud/resources"));
    const errors = require.resolve("../../../local-cloud/core/errors");
    this.behaviours = new BehaviourReader(
      this.sources,
      (file) => file === errors || dirname(file) === resources,
    );
  }

  factsOf({ endpoint, resource, functions }: Route): EndpointFacts {
    const found = this.read(functions);
    const { create, update, delete: remove } = resource?.notifications ?? {};
    const isItem = endpoint.path === `${resource?.path}/:id`;
    const isOwn = isItem || endpoint.path === resource?.path;
    const notified = isOwn
      ? { POST: create, PUT: update, DELETE: remove, GET: undefined }[endpoint.method]
      : undefined;
    const missing =
      resource?.missing !== undefined && endpoint.path.includes("/:id") ? [resource.missing] : [];
    const actions = [...found.actions, ...(notified === undefined ? [] : [notified])];
    return {
      endpoint,
      name: `${endpoint.method} ${endpoint.path}`,
      scopes: endpoint.scope === "public" ? "none needed" : acceptedScopes(endpoint),
      rateLimit: limits.classOf(endpoint),
      jobs: sorted(actions.filter((action) => this.jobs.has(action))),
      events: sorted(actions.filter((action) => !this.jobs.has(action))),
      capabilities: sorted(found.capabilities),
      refusals: sorted([...found.refusals, ...missing]),
      settings: sorted(found.settings).filter((name) => name in defaultSettings),
      notes: sorted(found.notes),
    };
  }

  notesOf(functions: readonly (Written | undefined)[]): string[] {
    return sorted(this.read(functions.filter((one) => one !== undefined)).notes);
  }

  close(): void {
    this.locator.close();
  }

  private read(functions: readonly Written[]): Behaviours {
    return this.behaviours.read(functions.flatMap((one) => rootOf(one, this.locator, this.sources)));
  }
}

function sorted(texts: Iterable<string>): string[] {
  return [...new Set(texts)].sort();
}
