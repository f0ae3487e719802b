import type { EvaluatedResource } from "../../engine/offline/resource";
import { isMap, isSecret, reveal, type Wire, type WireMap } from "../../engine/offline/wire";
import { resourceTypes } from "../../policy-pack/types";
import type { DeclaredArgument } from "../policy-pack/support/declarations";
import { at } from "../support/infraConfigs";
import { type Mutant, type Step, subjectOf, withInput } from "./mutant";
import { argumentsOf } from "./schema";

const publish = (ports: string, protocol = "TCP"): Wire => ({
  label: "quick-fix",
  action: "ACCEPT",
  protocol,
  ports,
  ipv4s: ["0.0.0.0/0"],
  ipv6s: ["::/0"],
});
const openings: readonly (readonly [string, Wire])[] = [
  ["publishes SSH", publish("22")],
  ["publishes the database", publish("5432")],
  ["publishes HTTP", publish("80")],
  ["publishes everything", publish("1-65535")],
  ["publishes a UDP port", publish("51820", "UDP")],
  ["opens to a neighbour's address", { ...(publish("22") as object), ipv4s: ["203.0.113.77/32"], ipv6s: [] }],
  ["opens to all private addresses", { ...(publish("5432") as object), ipv4s: ["10.0.0.0/8"], ipv6s: [] }],
];

/** What is added to a compliant stack: rules, arguments that the program leaves alone, secrets in the open, new resources. */
export function* additionMutants(
  resources: readonly EvaluatedResource[],
  targets: readonly EvaluatedResource[],
): Generator<Mutant> {
  yield* newRules(resources, targets);
  yield* newArguments(resources, targets);
  yield* openSecrets(resources, targets);
  yield* newResources(resources);
}

function* newRules(
  resources: readonly EvaluatedResource[],
  targets: readonly EvaluatedResource[],
): Generator<Mutant> {
  for (const firewall of targets.filter(({ type }) => type === "linode:index/firewall:Firewall")) {
    for (const list of ["inbounds", "outbounds"] as const) {
      const rules = firewall.inputs[list];
      for (const [change, rule] of openings) {
        yield {
          subject: subjectOf(firewall),
          resource: firewall,
          path: `Firewall.+${list}[]`,
          change,
          resources: withInput(
            resources,
            firewall.urn,
            [list],
            [...(Array.isArray(rules) ? rules : []), rule],
          ),
          changed: new Set([firewall.urn]),
        };
      }
    }
  }
}

/** Every argument of its provider that a resource of the stack could have and doesn't, with values that do something. */
function* newArguments(
  resources: readonly EvaluatedResource[],
  targets: readonly EvaluatedResource[],
): Generator<Mutant> {
  const seen = new Map<string, EvaluatedResource>();
  for (const resource of targets) {
    if (resource.type.startsWith("linode:index/")) {
      const role = Array.isArray(resource.inputs.tags) ? JSON.stringify(resource.inputs.tags.slice(-1)) : "";
      seen.set(`${resource.type} ${role}`, resource);
    }
  }
  for (const resource of seen.values()) {
    const newer: Argument = { path: "aNewerArgument", kind: "boolean", isList: false, isGroup: false };
    for (const argument of [...argumentsOf(resource.type).values(), newer]) {
      const steps = stepsTo(argument.path, resource.inputs);
      if (steps === undefined || at(resource.inputs, steps) !== undefined) {
        continue;
      }
      for (const value of valuesOf(argument, resource.type)) {
        yield {
          subject: subjectOf(resource),
          resource,
          path: `${resource.type.split(":").at(-1)}.+${argument.path}`,
          change: `is ${JSON.stringify(value)}`,
          resources: withInput(resources, resource.urn, steps, value),
          changed: new Set([resource.urn]),
        };
      }
    }
  }
}

type Argument = Omit<DeclaredArgument, "required">;

/** Where an argument would be in what a resource is given; nothing where what it is a part of is not there. */
function stepsTo(path: string, inputs: Wire): readonly Step[] | undefined {
  const steps = path.split(/\.|(?=\[\])/).map((step): Step => (step === "[]" ? 0 : step));
  return steps.length === 1 || isMap(at(inputs, steps.slice(0, -1)) as Wire) ? steps : undefined;
}

/** Values that the provider would take for an argument and that do something. */
function valuesOf(argument: Argument, type: string): readonly Wire[] {
  const single = ((): readonly Wire[] => {
    if (argument.isGroup) {
      const inner = `${argument.path}${argument.isList ? "[]" : ""}.`;
      const parts = [...argumentsOf(type).values()].filter(
        ({ path }) => path.startsWith(inner) && !/[.[]/.test(path.slice(inner.length)),
      );
      return [
        Object.fromEntries(
          parts.flatMap((part) => {
            const [value] = valuesOf(part, type);
            return value === undefined ? [] : [[part.path.slice(inner.length), value]];
          }),
        ),
      ];
    }
    switch (argument.kind) {
      case "boolean":
        return [true, false];
      case "number":
        return [424242];
      case "string":
        return ["somewhere"];
      default:
        return [{ key: "somewhere" }];
    }
  })();
  return argument.isList ? single.slice(0, 1).map((value) => [value]) : single;
}

/** A class's password in each plain text that a person would think of. */
function* openSecrets(
  resources: readonly EvaluatedResource[],
  targets: readonly EvaluatedResource[],
): Generator<Mutant> {
  const password = resources.find(({ type }) => type === "random:index/randomPassword:RandomPassword");
  if (password === undefined) {
    return;
  }
  const target: Readonly<Record<string, readonly string[]>> = {
    "linode:index/domainRecord:DomainRecord": ["target"],
    "linode:index/instance:Instance": ["label", "metadatas"],
    "linode:index/stackScript:StackScript": ["script", "description"],
    "linode:index/vpc:Vpc": ["description"],
    "linode:index/firewall:Firewall": ["label"],
  };
  for (const resource of targets) {
    for (const property of target[resource.type] ?? []) {
      const plain = reveal(resource.inputs[property] ?? "");
      const text =
        typeof plain === "string" ? `${plain} password=Xk7vQ2pL9sT4wZ8m` : "password=Xk7vQ2pL9sT4wZ8m";
      const value: Wire =
        property === "metadatas" ? [{ userData: Buffer.from(text).toString("base64") }] : text;
      if (!isSecret(resource.inputs[property])) {
        yield {
          subject: subjectOf(resource),
          resource,
          path: `${resource.type.split(":").at(-1)}.${property}`,
          change: "holds a password in plain text",
          resources: withInput(resources, resource.urn, [property], value),
          changed: new Set([resource.urn]),
        };
      }
    }
  }
}

/** What the provider's own check asks for, with some value. */
function requiredOf(type: string): WireMap {
  if (type.endsWith(":NewThing")) {
    return {};
  }
  const needed = [...argumentsOf(type).values()].filter(
    ({ path, required }) => required && !/[.[]/.test(path),
  );
  return Object.fromEntries(
    needed.flatMap((argument) => {
      const [value] = valuesOf(argument, type);
      return value === undefined ? [] : [[argument.path, value]];
    }),
  );
}

/** One resource more, of every type of @pulumi/linode, with nothing but what it must have and the class around it. */
function* newResources(resources: readonly EvaluatedResource[]): Generator<Mutant> {
  const [sample] = resources.filter(({ type }) => type === "linode:index/instance:Instance");
  if (sample === undefined) {
    return;
  }
  const types = [
    ...Object.keys(resourceTypes).filter((type) => type.startsWith("linode:")),
    "linode:index/newThing:NewThing",
  ];
  for (const type of types) {
    const name = "account-addition";
    const inputs = requiredOf(type);
    const added: EvaluatedResource = {
      ...sample,
      urn: `urn:pulumi:prod::bastide::${type}::${name}`,
      type,
      name,
      inputs: { label: name, ...inputs },
      outputs: { label: name, ...inputs },
      dependencies: [],
      propertyDependencies: {},
      options: { ...sample.options, protect: false },
    };
    yield {
      subject: subjectOf(added),
      path: `+${type.split(":").at(-1)}`,
      change: "is new",
      resources: [...resources, added],
      changed: new Set([added.urn]),
    };
  }
}
