import type { Fault } from "./judge";
import { answerLine, concreteLines } from "./lines";
import type { Stage } from "./stage";
import type { Action } from "./story";
import { asAnswered, concrete, Ref, type Request, type Tree, Unresolved } from "./tree";

/** Tells a story again on a fresh stage; a request that refers to something that isn't there any more is left out. */
export async function retell(
  stage: Stage,
  actions: readonly Action[],
): Promise<{ faults: Fault[]; lines: string[] }> {
  await stage.open();
  const answers = new Map<number, unknown>();
  const faults: Fault[] = [];
  const lines: string[] = [];
  for (const action of actions) {
    if (action.kind === "advance") faults.push(...stage.advance(action.seconds));
    else if (action.kind === "restart") faults.push(...(await stage.restart()));
    const requests = action.kind === "ask" ? resolved(action.requests, answers) : [];
    const sent = requests.map((one) => one.sent);
    lines.push(...concreteLines(action, sent));
    if (sent.length === 0) continue;
    const asked = await stage.ask(sent);
    faults.push(...asked.faults);
    asked.exchanges.forEach(({ answer }, index) => {
      const step = requests[index]?.request.step;
      if (step !== undefined) answers.set(step, answer?.body);
      lines.push(answerLine(answer));
    });
  }
  return { faults, lines };
}

function resolved(requests: readonly Request[], answers: ReadonlyMap<number, unknown>) {
  return requests.flatMap((request) => {
    try {
      return [{ request, sent: concrete(request, asAnswered(answers)) }];
    } catch (error) {
      if (error instanceof Unresolved) return [];
      throw error;
    }
  });
}

/**
 * Shortens a story that shows a fault: leaves out ever smaller parts as long as the fault still shows (delta debugging),
 * then fields of bodies. Stops after so many tellings: few where each waits for an answer that never comes.
 */
export async function shorten(
  stage: Stage,
  actions: readonly Action[],
  key: string,
  most = key.startsWith("no answer") ? 40 : 400,
): Promise<readonly Action[]> {
  let tellings = 0;
  const shows = async (candidate: readonly Action[]): Promise<boolean> => {
    tellings += 1;
    return (await retell(stage, candidate)).faults.some((fault) => fault.key === key);
  };
  let kept = actions;
  if (!(await shows(kept))) return kept;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = kept.length; end > 0 && tellings < most; end -= size) {
      const candidate = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
      if (candidate.length < kept.length && (await shows(candidate))) kept = candidate;
    }
  }
  for (let index = 0; index < kept.length; index++) {
    for (let again = true; again && tellings < most; ) {
      again = false;
      const action = kept[index];
      if (action?.kind !== "ask") break;
      for (const simpler of simplerActions(action.requests)) {
        if (tellings >= most) break;
        const candidate = kept.map((one, at) =>
          at === index ? { kind: "ask" as const, requests: simpler } : one,
        );
        if (!(await shows(candidate))) continue;
        kept = candidate;
        again = true;
        break;
      }
    }
  }
  return kept;
}

/** Requests at once with one of them left out, or one request with less in it. */
function* simplerActions(requests: readonly Request[]): Generator<readonly Request[]> {
  const [request] = requests;
  if (request === undefined) return;
  if (requests.length === 1) for (const simpler of simplerOnes(request)) yield [simpler];
  else for (const left of requests.keys()) yield requests.filter((_, index) => index !== left);
}

/** The same request with less in it. */
function* simplerOnes(request: Request): Generator<Request> {
  if (request.query !== "") yield { ...request, query: "" };
  if (Object.keys(request.headers).length > 0) yield { ...request, headers: {} };
  if (request.raw !== undefined) {
    const { raw: _, ...rest } = request;
    yield rest;
  }
  if (request.raw === undefined && request.body !== undefined) {
    for (const body of simplerTrees(request.body)) yield { ...request, body };
  }
}

/** The same JSON with one field or one element less, at any depth. */
function* simplerTrees(tree: Tree): Generator<Tree> {
  if (tree instanceof Ref || typeof tree !== "object" || tree === null) return;
  if (Array.isArray(tree)) {
    const list = tree as readonly Tree[];
    for (const index of list.keys()) yield list.filter((_, at) => at !== index);
    for (const [index, one] of list.entries()) {
      for (const simpler of simplerTrees(one)) yield list.map((old, at) => (at === index ? simpler : old));
    }
    return;
  }
  const object = tree as { readonly [name: string]: Tree };
  for (const name of Object.keys(object)) {
    const { [name]: _, ...rest } = object;
    yield rest;
  }
  for (const [name, one] of Object.entries(object)) {
    for (const simpler of simplerTrees(one)) yield { ...object, [name]: simpler };
  }
}
