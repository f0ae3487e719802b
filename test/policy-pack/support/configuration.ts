import type { ResourceValidationPolicy } from "@pulumi/policy";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ledger } from "../../../policy-pack/lib/waivers/ledger";
import { prodValues, prodWith, rawOf, today, type Values } from "../../support/infraConfigs";
import { stackRoot } from "./fixtures";
import { messagesOf } from "./resource";

/** Turns the clock, and production's configuration on and off, around each test of a file. */
export function onTheDay(now: Date = today): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now });
    configure(prodValues());
  });
  afterEach(() => {
    vi.useRealTimers();
    delete process.env.PULUMI_CONFIG;
    ledger.close();
  });
}

/** Gives the pack a configuration as the engine does. */
export function configure(values: Values): void {
  process.env.PULUMI_CONFIG = JSON.stringify(rawOf(values));
  ledger.close();
}

/** The keys that a policy's messages name. */
export function keysIn(messages: readonly string[]): readonly string[] {
  return messages.map((message) => /^Configuration "bastide:([^"]+)" /.exec(message)?.[1] ?? message);
}

/** What is changed in production, such as `grants.0.who`, and the keys of all violations that must follow. */
export type Case = readonly [
  what: string,
  changes: Readonly<Record<string, unknown>>,
  keys: readonly string[],
];

/** Production passes, a stack without configuration is another rule's business, and each case is refused by its keys. */
export function judgesConfiguration(policy: ResourceValidationPolicy, cases: readonly Case[]): void {
  it("accepts production's configuration", () => {
    expect(messagesOf(policy, stackRoot)).toEqual([]);
  });
  it("says nothing where there is no configuration", () => {
    configure({});
    expect(messagesOf(policy, stackRoot)).toEqual([]);
  });
  it.each(cases)("judges %s", (_, changes, keys) => {
    configure(prodWith(changes));
    const messages = messagesOf(policy, stackRoot);
    expect(keysIn(messages)).toEqual(keys);
    for (const message of messages) {
      expect(message).toMatch(/^[A-Z]\w+ "[^"]+" .+[^.]\. [A-Z].+\.$/s);
    }
  });
  it("never throws, whatever is written", () => {
    for (const section of Object.keys(prodValues())) {
      for (const odd of [null, 7, "text", [], {}, [7], [null], { x: 7 }, { x: [] }, [{}]]) {
        configure({ ...prodValues(), [section]: odd });
        expect(() => messagesOf(policy, stackRoot)).not.toThrow();
      }
    }
  });
}
