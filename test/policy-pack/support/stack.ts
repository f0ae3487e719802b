import { type PolicyResource, type StackValidationPolicy, unknownCheckingProxy } from "@pulumi/policy";
import { optionsOf } from "./options";

/** A resource of a stack, as a test writes it; other resources are named by type and name, `Vpc account-fr-par`. */
export interface Member {
  readonly type: string;
  readonly name: string;
  readonly props?: Readonly<Record<string, unknown>>;
  /** What each property depends on. */
  readonly uses?: Readonly<Record<string, readonly string[]>>;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
}

/** How other members name this one: `Vpc account-fr-par`. */
export function keyOf({ type, name }: Member): string {
  return `${type.split(":").at(-1)} ${name}`;
}

/** The URN that the engine would give. */
export function urnOf({ type, name }: Member): string {
  return `urn:pulumi:test::test::${type}::${name}`;
}

/** A stack in the form that the SDK gives to stack policies. */
export function resourcesOf(members: readonly Member[]): PolicyResource[] {
  const resources = new Map<string, PolicyResource>(
    members.map((member) => [
      keyOf(member),
      {
        type: member.type,
        name: member.name,
        urn: urnOf(member),
        props: unknownCheckingProxy(member.props ?? {}),
        opts: { ...optionsOf(member.protect ?? false), ignoreChanges: [...(member.ignoreChanges ?? [])] },
        dependencies: [],
        propertyDependencies: {},
        isType: () => false,
        asType: () => undefined,
      },
    ]),
  );
  const find = (key: string) => {
    const found = resources.get(key);
    if (!found) {
      throw new Error(`No ${key} in the test's stack.`);
    }
    return found;
  };
  for (const member of members) {
    const resource = find(keyOf(member));
    if (member.parent !== undefined) {
      resource.parent = find(member.parent);
    }
    for (const [property, keys] of Object.entries(member.uses ?? {})) {
      resource.propertyDependencies[property] = keys.map(find);
    }
  }
  return [...resources.values()];
}

/** Messages of one stack policy. @param saw is told by which resource each is. */
export function stackMessages(
  policy: StackValidationPolicy,
  members: readonly Member[],
  saw: (urn: string | undefined) => void = () => undefined,
): readonly string[] {
  const messages: string[] = [];
  const args = {
    resources: resourcesOf(members),
    stackTags: new Map(),
    getConfig: <T extends object>() => ({}) as T,
    notApplicable: (): never => {
      throw new Error("Stack policies apply to every stack.");
    },
  };
  void policy.validateStack(args, (message, urn) => {
    messages.push(message);
    saw(urn);
  });
  return messages;
}

/** A stack in which one member is changed. */
export function changed(
  members: readonly Member[],
  key: string,
  change: (member: Member) => Member,
): readonly Member[] {
  if (!members.some((member) => keyOf(member) === key)) {
    throw new Error(`No ${key} in the test's stack.`);
  }
  return members.map((member) => (keyOf(member) === key ? change(member) : member));
}

/** A stack without one member and without what refers to it. */
export function without(members: readonly Member[], key: string): readonly Member[] {
  return members
    .filter((member) => keyOf(member) !== key)
    .map((member) => ({
      ...member,
      uses: Object.fromEntries(
        Object.entries(member.uses ?? {}).map(([property, keys]) => [
          property,
          keys.filter((other) => other !== key),
        ]),
      ),
    }));
}

/** Changes some properties of a member. */
export const props =
  (change: Readonly<Record<string, unknown>>) =>
  (member: Member): Member => ({ ...member, props: { ...member.props, ...change } });

/** Changes what some properties of a member depend on. */
export const uses =
  (change: Readonly<Record<string, readonly string[]>>) =>
  (member: Member): Member => ({ ...member, uses: { ...member.uses, ...change } });
