import { describe, expect, it } from "vitest";
import { dark, flowKinds, light, strokes } from "../../cli/show/picture/theme";

/** Relative luminance after WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["light", light],
  ["dark", dark],
] as const)("the %s colours", (_, palette) => {
  const grounds = [palette.paper, palette.card, palette.region, palette.activeRegion, palette.network];

  it("give texts a contrast of 4.5 to 1 on every ground", () => {
    const weak = grounds.flatMap((ground) =>
      [palette.ink, palette.muted, palette.danger]
        .filter((colour) => contrast(colour, ground) < 4.5)
        .map((colour) => `${colour} on ${ground}`),
    );
    expect(weak).toEqual([]);
    expect(contrast(palette.onActive, palette.active)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.attention, palette.paper)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.danger, palette.dangerFill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.muted, palette.dangerFill)).toBeGreaterThanOrEqual(4.5);
    for (const kind of flowKinds)
      expect(contrast(palette.flow[kind], palette.paper)).toBeGreaterThanOrEqual(4.5);
  });

  it("give lines and outlines 3 to 1", () => {
    const weak = grounds.flatMap((ground) =>
      [palette.edge, palette.active, ...Object.values(palette.flow)]
        .filter((colour) => contrast(colour, ground) < 3)
        .map((colour) => `${colour} on ${ground}`),
    );
    expect(weak).toEqual([]);
  });
});

describe("lines", () => {
  it("differ without their colours, but for the two that follow each other", () => {
    const looks = flowKinds.map((kind) => `${strokes[kind].width} ${strokes[kind].dashes}`);
    expect(new Set(looks).size).toBe(flowKinds.length - 1);
    expect(strokes.internet).toEqual(strokes.balancer);
  });
});
