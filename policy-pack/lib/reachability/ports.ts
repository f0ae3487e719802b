/** Ports as inclusive ranges that are sorted and apart; `[[0, 65535]]` is all of them. */
export type Ports = readonly (readonly [first: number, last: number])[];

/** Every port, and all of a protocol that has none. */
export const allPorts: Ports = [[0, 65535]];
/** No port. */
export const noPorts: Ports = [];

/** Reads `443`, `1-1024` or `22, 8000-8080`; `undefined` when it is none of these. */
export function parsePorts(text: string): Ports | undefined {
  const ranges: [number, number][] = [];
  for (const part of text.split(",")) {
    const [, first, last] = /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?\s*$/.exec(part) ?? [];
    const range: [number, number] = [Number(first), Number(last ?? first)];
    if (first === undefined || range[0] > range[1] || range[1] > 65535) {
      return undefined;
    }
    ranges.push(range);
  }
  return joined(ranges);
}

/** The ports in one or the other. */
export function union(one: Ports, other: Ports): Ports {
  if (one.length === 0 || other.length === 0) {
    return one.length === 0 ? other : one;
  }
  return joined([...one, ...other]);
}

/** The ports in both. */
export function intersection(one: Ports, other: Ports): Ports {
  const found: [number, number][] = [];
  for (const [first, last] of one) {
    for (const [from, to] of other) {
      if (Math.max(first, from) <= Math.min(last, to)) {
        found.push([Math.max(first, from), Math.min(last, to)]);
      }
    }
  }
  return found;
}

/** The ports in the first and not in the second. */
export function difference(one: Ports, other: Ports): Ports {
  return other.reduce<Ports>(
    (rest, [from, to]) =>
      rest.flatMap(([first, last]): Ports => {
        const before: readonly [number, number] = [first, Math.min(last, from - 1)];
        const after: readonly [number, number] = [Math.max(first, to + 1), last];
        return [before, after].filter(([start, end]) => start <= end);
      }),
    one,
  );
}

/** As people write them: `443`, `1-1024, 5432`, `all ports`. */
export function portsText(ports: Ports): string {
  const isAll = ports.length === 1 && (ports[0]?.[0] ?? 2) <= 1 && ports[0]?.[1] === 65535;
  return isAll
    ? "all ports"
    : ports.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(", ");
}

function joined(ranges: readonly (readonly [number, number])[]): Ports {
  const found: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((one, other) => one[0] - other[0])) {
    const previous = found.at(-1);
    if (previous && first <= previous[1] + 1) {
      previous[1] = Math.max(previous[1], last);
    } else {
      found.push([first, last]);
    }
  }
  return found;
}
