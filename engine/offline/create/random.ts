import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Plain } from "./translator";

/** What the provider of random values makes. */
export type RandomMaker = (inputs: Plain) => { readonly id: string; readonly outputs: Plain };

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const digits = "0123456789";
const special = "!@#$%&*()-_=+[]{}<>:?";

/**
 * A random text with the least numbers of each kind of character, from the operating system's generator.
 * Defaults are those of @pulumi/random: every kind allowed, none required.
 */
export function randomText(inputs: Plain): string {
  const kinds = [
    { on: inputs.lower !== false, least: count(inputs.minLower), characters: lower },
    { on: inputs.upper !== false, least: count(inputs.minUpper), characters: upper },
    { on: (inputs.numeric ?? inputs.number) !== false, least: count(inputs.minNumeric), characters: digits },
    {
      on: inputs.special !== false,
      least: count(inputs.minSpecial),
      characters: typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : special,
    },
  ];
  const length = count(inputs.length);
  const required = kinds.flatMap(({ least, characters }) =>
    Array.from({ length: least }, () => pick(characters)),
  );
  const allowed = kinds.map((kind) => (kind.on ? kind.characters : "")).join("");
  if (required.length > length || (allowed === "" && required.length < length)) {
    throw new Error(`A random text of ${length} characters can't have all that is asked of it.`);
  }
  const rest = Array.from({ length: length - required.length }, () => pick(allowed));
  return shuffle([...required, ...rest]).join("");
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffle(items: string[]): string[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [items[index], items[other]] = [items[other] ?? "", items[index] ?? ""];
  }
  return items;
}

/** The types of @pulumi/random, made with the operating system's generator. `bcryptHash` is not made. */
export const random: Readonly<Record<string, RandomMaker>> = {
  "random:index/randomPassword:RandomPassword": (inputs) => ({
    id: "none",
    outputs: { result: randomText(inputs) },
  }),
  "random:index/randomString:RandomString": (inputs) => {
    const result = randomText(inputs);
    return { id: result, outputs: { result } };
  },
  "random:index/randomBytes:RandomBytes": (inputs) => {
    const bytes = randomBytes(count(inputs.length));
    return { id: "none", outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
  },
  "random:index/randomId:RandomId": (inputs) => {
    const bytes = randomBytes(count(inputs.byteLength));
    const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
    const url = bytes.toString("base64url");
    return {
      id: url,
      outputs: {
        b64Url: prefix + url,
        b64Std: prefix + bytes.toString("base64"),
        hex: prefix + bytes.toString("hex"),
        dec: prefix + BigInt(`0x0${bytes.toString("hex")}`).toString(),
      },
    };
  },
  "random:index/randomUuid:RandomUuid": () => {
    const result = randomUUID();
    return { id: result, outputs: { result } };
  },
  "random:index/randomInteger:RandomInteger": (inputs) => {
    const result = randomInt(count(inputs.min), count(inputs.max) + 1);
    return { id: String(result), outputs: { result } };
  },
};
