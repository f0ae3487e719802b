import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkPaths } from "../../../../policy-pack/lib/reachability";
import { isHosts, type NetworkPath } from "../../../../policy-pack/lib/reachability/path";
import { seenOf } from "../../support/network";
import {
  guesses,
  holds,
  membersOf,
  naive,
  outside,
  type Packet,
  type StackSpec,
  sampled,
  stack,
  textOf,
} from "../../support/packets";

const portsIn = ({ ports }: NetworkPath) =>
  sampled.filter((port) => ports.some(([first, last]) => first <= port && port <= last));

/** What the model says, pair by pair. */
function told(paths: readonly NetworkPath[]): ReadonlySet<string> {
  return new Set(
    paths.flatMap((path) =>
      isHosts(path.from) && isHosts(path.to)
        ? path.from.hosts.flatMap(({ name: from }) =>
            isHosts(path.to)
              ? path.to.hosts
                  .filter(({ name }) => name !== from)
                  .flatMap(({ name: to }) =>
                    portsIn(path).map((port) => `${from} ${to} ${path.networkKind} ${path.protocol} ${port}`),
                  )
              : [],
          )
        : [],
    ),
  );
}

/** Whether a packet over the internet is two paths: out to everyone, and in from everyone. */
function isTwoPaths(packet: Packet, paths: readonly NetworkPath[], { hosts }: StackSpec): boolean {
  const meets = (
    path: NetworkPath,
    host: number,
    other: number,
    guess: string | undefined,
    end: "from" | "to",
  ) => {
    const [own, far] = end === "from" ? [path.from, path.to] : [path.to, path.from];
    const address = hosts[other]?.internet === "known" ? outside(other) : (guess ?? "");
    return (
      path.networkKind === "internet" &&
      path.protocol === packet.protocol &&
      portsIn(path).some((open) => open === packet.port) &&
      isHosts(own) &&
      own.hosts.some(({ name }) => name === `h${host}`) &&
      !isHosts(far) &&
      far.names.some((network) => holds(network, address))
    );
  };
  const { source, target, guesses: places } = packet;
  return (
    paths.some((path) => meets(path, source, target, places[1], "from")) &&
    paths.some((path) => meets(path, target, source, places[0], "to"))
  );
}

describe("paths", () => {
  it("are in a VPC exactly those that packets take, pair by pair and rule by rule", () => {
    let passed = 0;
    fc.assert(
      fc.property(stack, (spec) => {
        const said = [...told(networkPaths(seenOf(membersOf(spec))))].filter((packet) =>
          packet.includes(" vpc "),
        );
        const passing = naive(spec, [undefined]).filter(({ net }) => net === "vpc");
        passed += passing.length;
        expect(said.sort()).toEqual([...new Set(passing.map(textOf))].sort());
      }),
      { numRuns: 400 },
    );
    expect(passed).toBeGreaterThan(100);
  });

  it("are on the internet never more than packets may take, and with both halves never less", () => {
    let [direct, halved] = [0, 0];
    fc.assert(
      fc.property(stack, (spec) => {
        const paths = networkPaths(seenOf(membersOf(spec)));
        const said = told(paths);
        const possible = new Set(naive(spec, [undefined]).map(textOf));
        expect([...said].filter((packet) => packet.includes(" internet ") && !possible.has(packet))).toEqual(
          [],
        );
        const unsaid = naive(spec, guesses).filter(
          (packet) => packet.net === "internet" && !said.has(textOf(packet)),
        );
        expect(unsaid.filter((packet) => !isTwoPaths(packet, paths, spec)).map(textOf)).toEqual([]);
        direct += said.size;
        halved += unsaid.length;
      }),
      { numRuns: 200 },
    );
    expect(direct).toBeGreaterThan(100);
    expect(halved).toBeGreaterThan(100);
  });
});
