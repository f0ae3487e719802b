import {
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  unknownCheckingProxy,
} from "@pulumi/policy";
import { expect, it } from "vitest";
import { optionsOf } from "./options";
import { withUnknownAt } from "./unknowns";

/** A resource as a test writes it. */
export interface Fixture {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  /** A component has no provider. */
  readonly component?: boolean;
}

/** Marks a property that a case takes away. */
export const absent: unique symbol = Symbol("absent");

/** A fixture with some properties changed or taken away. */
export function change(fixture: Fixture, props: Readonly<Record<string, unknown>>): Fixture {
  const all = Object.entries({ ...fixture.props, ...props });
  return { ...fixture, props: Object.fromEntries(all.filter(([, value]) => value !== absent)) };
}

/** Messages of one policy about one resource, asked as the SDK asks. */
export function messagesOf(
  policy: ResourceValidationPolicy,
  fixture: Fixture,
  settings: Readonly<Record<string, unknown>> = {},
): readonly string[] {
  const messages: string[] = [];
  const validations = [policy.validateResource ?? []].flat();
  for (const validate of validations) {
    try {
      void validate(argsOf(fixture, settings), (message) => messages.push(message));
    } catch (error) {
      if (!(error instanceof NotApplicable)) {
        throw error;
      }
    }
  }
  return messages;
}

class NotApplicable extends Error {}

function argsOf(fixture: Fixture, settings: Readonly<Record<string, unknown>>): ResourceValidationArgs {
  const { type, name, props, protect = false, component = false } = fixture;
  const urn = `urn:pulumi:test::test::${type}::${name}`;
  const isType = (wanted: object) => Reflect.get(wanted, "__pulumiType") === type;
  return {
    type,
    name,
    urn,
    props: unknownCheckingProxy(props),
    opts: optionsOf(protect),
    stackTags: new Map(),
    isType,
    asType: () => undefined,
    getConfig: <T extends object>() => settings as T,
    notApplicable: () => {
      throw new NotApplicable();
    },
    ...(component
      ? {}
      : { provider: { type: "pulumi:providers:test", name: "test", urn: "test", props: {} } }),
  };
}

/** One broken property, named by what is wrong. */
export type Case = readonly [what: string, props: Readonly<Record<string, unknown>>];

/** The fixture passes, and each case is refused with a message that names the resource. */
export function refuses(policy: ResourceValidationPolicy, fixture: Fixture, cases: readonly Case[]): void {
  it("accepts the compliant fixture", () => {
    expect(messagesOf(policy, fixture)).toEqual([]);
  });
  it.each(cases)("refuses when %s", (_, props) => {
    const messages = messagesOf(policy, change(fixture, props));
    expect(messages).not.toEqual([]);
    for (const message of messages) {
      expect(message).toMatch(/^[A-Z]\w+ "[^"]+" .+[^.]\. [A-Z].+\.$/s);
      expect(message).toContain(`"${fixture.name}"`);
    }
  });
}

/** Each case is accepted. */
export function accepts(policy: ResourceValidationPolicy, fixture: Fixture, cases: readonly Case[]): void {
  it.each(cases)("accepts when %s", (_, props) => {
    expect(messagesOf(policy, change(fixture, props))).toEqual([]);
  });
}

/** Messages about a fixture with one value that is unknown at preview. */
export function messagesWithUnknown(policy: ResourceValidationPolicy, fixture: Fixture, path: string) {
  return messagesOf(policy, { ...fixture, props: withUnknownAt(fixture.props, path) });
}
