import type { Ground } from "./ground";
import { Ref, type Tree } from "./tree";

/** Changes one thing about a good body, so that it is nearly right. */
export function slightlyWrong(body: Tree, ground: Ground): Tree {
  const places = leaves(body);
  const place = ground.chance.one(places);
  if (place === undefined) return { [ground.chance.text().slice(0, 20) || "more"]: 1 };
  return replace(body, place, (old) => wrong(old, ground));
}

/** Puts something that nobody means into a body. */
export function hostile(body: Tree, ground: Ground): Tree {
  const places = leaves(body);
  const place = ground.chance.one(places);
  const evil = ground.chance.value() as Tree;
  if (place === undefined || ground.chance.percent(20)) return evil;
  return replace(body, place, () =>
    ground.chance.one<Tree>([evil, ground.chance.text(), ground.chance.number()]),
  );
}

const gone = Symbol("gone");

function wrong(old: Tree, ground: Ground): Tree | typeof gone {
  const { chance } = ground;
  const choices: (Tree | typeof gone)[] = [gone, null, [], {}, "", chance.text()];
  if (typeof old === "number") choices.push(old + 1, old - 1, old * 1000);
  if (typeof old === "number" || old instanceof Ref) {
    const dead = chance.one(ground.living.dead);
    choices.push(chance.number(), chance.number(), String(old instanceof Ref ? old.value : old), -1, 0);
    if (dead !== undefined) choices.push(dead, dead, dead);
  }
  if (typeof old === "string") {
    choices.push(old.toUpperCase(), `${old}!`, old.repeat(30), 7, `${old} `);
    // Names that clients of other kinds of things may have.
    choices.push("000", `9${old}`, `${old}-`, `${old}--${old}`, old.slice(0, 1));
  }
  if (typeof old === "boolean") choices.push(String(old), 1);
  return chance.one(choices) ?? null;
}

type Place = readonly (string | number)[];

/** Every place of a body that holds a value, an empty list or an empty object. */
function leaves(tree: Tree, at: Place = []): Place[] {
  if (tree instanceof Ref || typeof tree !== "object" || tree === null) return [at];
  const inside = Object.entries(tree).flatMap(([key, value]) => leaves(value, [...at, key]));
  return inside.length === 0 ? [at] : inside;
}

function replace(tree: Tree, place: Place, change: (old: Tree) => Tree | typeof gone): Tree {
  const [key, ...rest] = place;
  if (key === undefined) {
    const changed = change(tree);
    return changed === gone ? {} : changed;
  }
  if (tree instanceof Ref || typeof tree !== "object" || tree === null) return tree;
  const entries = Object.entries(tree as { [name: string]: Tree }).flatMap(
    ([name, value]): [string, Tree][] => {
      if (name !== String(key)) return [[name, value]];
      if (rest.length > 0) return [[name, replace(value, rest, change)]];
      const changed = change(value);
      return changed === gone ? [] : [[name, changed]];
    },
  );
  return Array.isArray(tree) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}
