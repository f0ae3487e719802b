import type { StackValidationPolicy } from "@pulumi/policy";
import { expect, it } from "vitest";
import { changed, type Member, props, stackMessages } from "./stack";
import { twoClasses } from "./twoClasses";

export type Case = readonly [
  what: string,
  key: string,
  change: (member: Member) => Member,
  ...words: string[],
];

/** The compliant stack passes; each case is refused in one message that has some words. */
export function refuses(policy: StackValidationPolicy, cases: readonly Case[]): void {
  it("accepts the compliant stack", () => {
    expect(stackMessages(policy, twoClasses)).toEqual([]);
  });
  const rows = cases.map((entry) => [entry[0], entry] as const);
  it.each(rows)("refuses when %s", (_, [, key, change, ...words]) => {
    const messages = stackMessages(policy, changed(twoClasses, key, change));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^[A-Z]\w+ "[^"]+" .+[^.]\. [A-Z].+\.$/);
    for (const word of words) {
      expect(messages[0]).toContain(word);
    }
  });
}

export const tag = (...tags: string[]) => props({ tags });
export const orphan = (member: Member): Member => ({ type: member.type, name: member.name });
export const dataTags = ["role:data", "managed-by:bastide"];
