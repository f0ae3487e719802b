import type { ApiDocument } from "../openapi/document";
import type { Chance } from "./chance";
import type { Fault } from "./judge";
import { Living } from "./living";
import type { Target } from "./operations";
import { type Built, build, isFeasible, type Mood } from "./requests";
import type { Stage } from "./stage";
import { asTold, concrete, type Request } from "./tree";

/** What happens in a story, in order; enough to tell it again. */
export type Action =
  | { kind: "ask"; requests: readonly Request[] }
  | { kind: "advance"; seconds: number }
  | { kind: "restart" };

/** What came of a story. */
export interface Told {
  actions: readonly Action[];
  /** The first of each cause, with the number of actions that led to it. */
  faults: readonly (Fault & { after: number })[];
  /** Requests by status. */
  statuses: ReadonlyMap<number, number>;
}

/** What stories are made of, shared between them. */
export interface Repertoire {
  document: ApiDocument;
  offered: readonly Target[];
  missing: readonly Target[];
  /** Endpoints that answered with success so far; others are asked for more often. */
  reached: Set<string>;
  /** How often each endpoint was asked for. */
  asked: Map<string, number>;
}

/** Asking more often for what never succeeds goes only so far: some things can't succeed here. */
const patience = 25;

/** What leads on to most other things. */
const roots = new Map([
  ["/linode/instances", 30],
  ["/volumes", 12],
  ["/vpcs", 10],
  ["/networking/firewalls", 10],
  ["/nodebalancers", 10],
  ["/images", 8],
  ["/placement/groups", 8],
]);

/** Tells one story: requests as chance has them, each judged, until there were enough. */
export async function tell(
  stage: Stage,
  repertoire: Repertoire,
  chance: Chance,
  length: number,
): Promise<Told> {
  await stage.open();
  return new Teller(stage, repertoire, chance).tell(length);
}

class Teller {
  private readonly living: Living;
  private readonly actions: Action[] = [];
  private readonly faults: (Fault & { after: number })[] = [];
  private readonly statuses = new Map<number, number>();
  private readonly known = new Set<string>();
  /** What to ask for next: the parts of what is new. */
  private readonly next: Target[] = [];
  /** Lists that tell what became of jobs. */
  private readonly lists: readonly Target[];
  private step = 0;
  private wait = false;

  constructor(
    private readonly stage: Stage,
    private readonly repertoire: Repertoire,
    private readonly chance: Chance,
  ) {
    this.living = new Living(repertoire.document);
    this.lists = repertoire.offered.filter(
      ({ operation }) =>
        operation.method === "GET" && /^\/(linode\/instances|volumes|images)$/.test(operation.path),
    );
  }

  async tell(length: number): Promise<Told> {
    while (this.step < length) {
      const { chance } = this;
      if (this.wait || chance.percent(9)) this.advance(chance.one([1, 5, 30, 120, 3600, 3600, 3600]));
      else if (chance.percent(0.7)) await this.restart();
      else await this.ask(chance.percent(4) ? chance.between(2, 6) : 1);
    }
    return { actions: this.actions, faults: this.faults, statuses: this.statuses };
  }

  private advance(seconds: number): void {
    this.wait = false;
    this.actions.push({ kind: "advance", seconds });
    this.note(this.stage.advance(seconds));
    // What was busy may not be any more: look again.
    if (seconds < 120) return;
    for (const target of this.lists) if (this.chance.percent(50)) this.next.push(target);
  }

  private async restart(): Promise<void> {
    this.actions.push({ kind: "restart" });
    this.note(await this.stage.restart());
  }

  /** Sends so many requests at once. */
  private async ask(count: number): Promise<void> {
    const built: { target: Target; built: Built }[] = [];
    while (built.length < count) {
      const target = this.chooseTarget();
      const one = build(
        target.operation,
        this.chooseMood(),
        this.chance,
        this.living,
        this.step + built.length,
      );
      if (one !== undefined) built.push({ target, built: one });
    }
    this.step += count;
    for (const { target } of built) {
      const { asked } = this.repertoire;
      if (target.endpoint !== undefined) asked.set(target.endpoint, (asked.get(target.endpoint) ?? 0) + 1);
    }
    this.actions.push({ kind: "ask", requests: built.map((one) => one.built.request) });
    const { exchanges, faults } = await this.stage.ask(
      built.map((one) => concrete(one.built.request, asTold)),
    );
    this.note(faults);
    exchanges.forEach(({ answer }, index) => {
      const one = built[index];
      if (answer === undefined || one === undefined) return;
      this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
      this.learn(one.target, one.built, answer.status, answer.body);
    });
  }

  private learn(target: Target, { operation, ids, request }: Built, status: number, body: unknown): void {
    if (status === 404 && operation.path.endsWith("}")) this.living.forget(operation.path, ids);
    if (status === 400 && JSON.stringify(body).includes("Linode busy")) this.wait = this.chance.percent(70);
    const isSuccess = status === 200 || status === 204;
    if (isSuccess && target.endpoint !== undefined) this.repertoire.reached.add(target.endpoint);
    if (status !== 200) return;
    for (const thing of this.living.learn(operation, ids, request.step, body)) {
      for (const kind of this.living.childKinds(thing.kind)) {
        const list = this.repertoire.offered.find(
          (one) => one.operation.method === "GET" && one.operation.path === kind,
        );
        if (list !== undefined && this.chance.percent(40)) this.next.push(list);
      }
    }
  }

  private note(faults: readonly Fault[]): void {
    for (const fault of faults) {
      if (this.known.has(fault.key)) continue;
      this.known.add(fault.key);
      this.faults.push({ ...fault, after: this.actions.length });
    }
  }

  private chooseMood(): Mood {
    const roll = this.chance.below(100);
    return roll < 62 ? "good" : roll < 74 ? "schema" : roll < 90 ? "wrong" : "hostile";
  }

  private chooseTarget(): Target {
    const { chance, repertoire } = this;
    const follow = this.next.length > 0 && chance.percent(50) ? this.next.shift() : undefined;
    if (follow !== undefined) return follow;
    if (chance.percent(1)) return chance.one(repertoire.missing) ?? this.chooseOffered();
    return this.chooseOffered();
  }

  private chooseOffered(): Target {
    const anything = this.chance.percent(6);
    const fitting = this.repertoire.offered.filter(
      ({ operation }) => anything || isFeasible(operation, this.living),
    );
    const weights = fitting.map((target) => this.weight(target));
    let roll = this.chance.below(weights.reduce((sum, weight) => sum + weight, 0));
    for (const [index, weight] of weights.entries()) {
      roll -= weight;
      const target = fitting[index];
      if (roll < 0 && target !== undefined) return target;
    }
    throw new Error("There is nothing to ask for: the local cloud offers no endpoint of the document.");
  }

  /** Making things is what leads on; taking them away is what ends stories early. */
  private weight({ operation, endpoint }: Target): number {
    const { method, path } = operation;
    const asked = this.repertoire.asked.get(endpoint ?? "") ?? 0;
    const isNew = endpoint !== undefined && asked < patience && !this.repertoire.reached.has(endpoint);
    const makes = method === "POST" && operation.variables.length === 0;
    const inside = path.startsWith("/linode/instances/");
    const base = makes
      ? (roots.get(path) ?? 4)
      : method === "GET"
        ? 2
        : method === "DELETE"
          ? 2
          : inside
            ? 6
            : 4;
    return isNew ? base * 4 : base;
  }
}
