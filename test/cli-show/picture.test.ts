import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildView } from "../../cli/show/build/stackView";
import { layOut } from "../../cli/show/picture/layout";
import { widthOf } from "../../cli/show/picture/measure";
import type { Line, Rect, Scene, Text } from "../../cli/show/picture/scene";
import type { StackView } from "../../cli/show/view";
import { prodAccount, setting } from "./account";
import { arbitraryAccount } from "./arbitraryAccount";

const slack = 0.01;

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width - slack &&
  b.x < a.x + a.width - slack &&
  a.y < b.y + b.height - slack &&
  b.y < a.y + a.height - slack;

const inside = (part: Rect, whole: Rect): boolean =>
  part.x >= whole.x - slack &&
  part.y >= whole.y - slack &&
  part.x + part.width <= whole.x + whole.width + slack &&
  part.y + part.height <= whole.y + whole.height + slack;

/** The room that a text takes at most. */
function roomOf({ x, y, text, size, weight, anchor }: Text): Rect {
  const width = widthOf(text, size, weight);
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return { x: left, y: y - size * 0.8, width, height: size };
}

function overlapping(parts: readonly { readonly name: string; readonly rect: Rect }[]): string[] {
  return parts.flatMap((a, index) =>
    parts.slice(index + 1).flatMap((b) => (overlap(a.rect, b.rect) ? [`${a.name} × ${b.name}`] : [])),
  );
}

const named = (texts: readonly Text[]) =>
  texts.map((text) => ({ name: `"${text.text}"`, rect: roomOf(text) }));

/** Everything that may not lie on anything else: boxes, and texts outside of boxes. */
function collisions({ boxes, frames, headings, lines }: Scene): string[] {
  return overlapping([
    ...boxes.map(({ id, rect }) => ({ name: id, rect })),
    ...frames.flatMap(({ texts }) => named(texts)),
    ...named(headings),
    ...lines.flatMap(({ label }) => (label === null ? [] : named([label.text]))),
  ]);
}

/** Boxes that a line runs through, other than those that it joins. */
function piercings({ boxes }: Scene, line: Line): string[] {
  return boxes
    .filter(({ id }) => !line.from.includes(id) && !line.to.includes(id))
    .filter(({ rect }) =>
      line.points.slice(1).some((point, index) => {
        const before = line.points[index] ?? point;
        const way = {
          x: Math.min(before.x, point.x),
          y: Math.min(before.y, point.y),
          width: Math.abs(before.x - point.x) + 2 * slack,
          height: Math.abs(before.y - point.y) + 2 * slack,
        };
        return overlap(way, rect);
      }),
    )
    .map(({ id }) => `${line.kind} ${line.from.join()} → ${line.to.join()} runs through ${id}`);
}

/** What must be in the picture. */
const idsOf = ({ enclaves }: StackView): string[] =>
  enclaves.flatMap(({ regions }) =>
    regions.flatMap(({ nodes, balancers, buckets, looseVolumes }) =>
      [...nodes, ...balancers, ...buckets, ...looseVolumes].map(({ id }) => id),
    ),
  );

function faults(view: StackView): string[] {
  const scene = layOut(view);
  const whole = { x: 0, y: 0, width: scene.width, height: scene.height };
  const drawn = scene.boxes.map(({ id }) => id);
  const regions = scene.frames.filter(({ kind }) => kind === "region");
  return [
    ...collisions(scene),
    ...overlapping(regions.map(({ label, rect }) => ({ name: label, rect }))),
    ...idsOf(view)
      .filter((id) => !drawn.includes(id))
      .map((id) => `${id} is not in the picture`),
    ...scene.boxes.flatMap(({ id, rect, texts }) =>
      texts.filter((text) => !inside(roomOf(text), rect)).map(({ text }) => `"${text}" leaves ${id}`),
    ),
    ...scene.frames.flatMap(({ rect, texts, label }) =>
      texts.filter((text) => !inside(roomOf(text), rect)).map(({ text }) => `"${text}" leaves ${label}`),
    ),
    ...[...scene.boxes, ...scene.frames]
      .filter(({ rect }) => !inside(rect, whole))
      .map(({ rect }) => `${JSON.stringify(rect)} leaves the picture`),
    ...scene.headings
      .filter((text) => !inside(roomOf(text), whole))
      .map(({ text }) => `"${text}" leaves the picture`),
    ...scene.lines.flatMap((line) => piercings(scene, line)),
  ];
}

const viewOf = (account: Parameters<typeof buildView>[0]) => buildView(account, setting);

describe("the picture's geometry", () => {
  it("has no overlap, no cut text and no missing thing at the size of prod", () => {
    expect(faults(viewOf(prodAccount()))).toEqual([]);
  });

  it("has none over generated accounts in up to two regions", () => {
    fc.assert(
      fc.property(arbitraryAccount(2), (account) => {
        expect(faults(viewOf(account))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps boxes and texts apart in three regions too", () => {
    fc.assert(
      fc.property(arbitraryAccount(3), (account) => {
        expect(faults(viewOf(account)).filter((fault) => !fault.includes("runs through"))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("draws every flow of prod but the plain ones between boxes of one kind as a line of its own", () => {
    const view = viewOf(prodAccount());
    const flows = view.enclaves.flatMap((enclave) => enclave.flows);
    const kinds = (items: readonly { readonly kind: string }[]) => items.map(({ kind }) => kind).sort();
    expect(kinds(layOut(view).lines)).toEqual(kinds(flows));
    expect(new Set(kinds(flows)).size).toBe(8);
  });

  it("says that an empty account is empty", () => {
    const account = prodAccount();
    const empty = {
      ...account,
      instances: [],
      volumes: [],
      vpcs: [],
      firewalls: [],
      balancers: [],
      placementGroups: [],
      domains: [],
      buckets: [],
      addresses: [],
    };
    expect(layOut(viewOf(empty)).headings.map(({ text }) => text)).toEqual([
      "There is nothing in this account.",
    ]);
  });
});
