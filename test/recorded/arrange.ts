import { accountRequests, firewallRequest } from "./account";
import type { Cassette } from "./cassette";
import { type Foreign, findForeign } from "./foreign";
import { isObject, type JsonObject, mapLeaves } from "./json";
import { isIdPath, type Names } from "./names";
import { recipeFor } from "./recipes";
import type { Stage } from "./stage";

/** Something that couldn't be made beforehand, and why. */
export interface Lack {
  what: string;
  why: string;
}

/**
 * Makes over the API what a conversation takes for granted, and notes under which ids. Returns what couldn't be made:
 * then its exchanges differ, and this says why.
 */
export async function arrange(cassette: Cassette, stage: Stage, names: Names): Promise<Lack[]> {
  const lacks: Lack[] = [];
  for (const request of accountRequests(cassette)) await stage.send({ ...request, filter: undefined });
  for (const foreign of findForeign(cassette)) {
    names.foreign.add(foreign.id);
    const why = await make(foreign, stage, names);
    if (why !== undefined) lacks.push({ what: `${foreign.collection}/${foreign.id}`, why });
  }
  const request = firewallRequest(cassette);
  if (request !== undefined) {
    await stage.send({ ...request, body: translated(request.body, names), filter: undefined });
  }
  return lacks;
}

/** A body with each id as it is here. */
function translated(body: unknown, names: Names): unknown {
  return mapLeaves(body, (value, path) =>
    isId(value, path) ? (names.meaningsOf(value)[0] ?? value) : value,
  );
}

async function make(foreign: Foreign, stage: Stage, names: Names): Promise<string | undefined> {
  const body = recipeFor(foreign);
  if (body === undefined) return "there is no recipe for it";
  const answer = await stage.send({
    method: "POST",
    path: withNames(foreign.collection, names),
    body: translated(body, names),
    filter: undefined,
  });
  if (answer.status !== 200 || !isObject(answer.body))
    return `${answer.status} ${JSON.stringify(answer.body)}`;
  const { id, address } = answer.body;
  if (typeof id === "number") names.learn(foreign.id, id);
  else if (typeof address === "string") {
    names.learn(foreign.id, address);
    await assign(address, foreign.view, stage, names);
  }
  while (stage.step());
  return undefined;
}

/** Gives a reserved address to the Linode that has it. */
async function assign(address: string, view: JsonObject, stage: Stage, names: Names): Promise<void> {
  const { linode_id: recorded, region } = view;
  const linode = typeof recorded === "number" ? names.meaningsOf(recorded)[0] : undefined;
  if (view.reserved !== true || linode === undefined) return;
  const body = { region, assignments: [{ address, linode_id: linode }] };
  await stage.send({ method: "POST", path: "/networking/ips/assign", body, filter: undefined });
}

function isId(value: unknown, path: readonly (string | number)[]): value is number {
  return typeof value === "number" && isIdPath(path);
}

function withNames(path: string, names: Names): string {
  return path.replace(/\d+/g, (digits) => String(names.meaningsOf(Number(digits))[0] ?? digits));
}
