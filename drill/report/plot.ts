import { escapeText } from "./escape";
import type { DrillEvidence } from "./schema";

const width = 1000;
const height = 300;
const left = 52;
const right = 12;
const top = 34;
const bottom = 40;

const shades = [
  { key: "acknowledged", name: "acknowledged", symbol: "acknowledged" },
  { key: "unknown", name: "no answer", symbol: "unknown" },
  { key: "failed", name: "refused", symbol: "failed" },
] as const;

/** A round step with at most eight marks up to the most. */
function stepFor(most: number): number {
  const rough = most / 8;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
}

/**
 * Writes a second over time as one picture: what was acknowledged, refused or left without an answer, each fault as a line, and the outage as a
 * shaded span with its seconds. An SVG that is drawn by the page's own style.
 */
export function plot({ timeline, faults, outages, startedAt }: DrillEvidence): string {
  const { buckets, widthSeconds } = timeline;
  const [first] = buckets;
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return "<p>No load was noted.</p>";
  const origin = Date.parse(startedAt) / 1000;
  const from = first.at;
  const span = last.at + widthSeconds - from;
  const rate = (count: number): number => count / widthSeconds;
  const most = Math.max(
    1,
    ...buckets.map(({ acknowledged, failed, unknown }) => rate(acknowledged + failed + unknown)),
  );
  const x = (at: number): number => left + ((at - from) / span) * (width - left - right);
  const y = (value: number): number => height - bottom - (value / most) * (height - top - bottom);
  const f = (value: number): string => value.toFixed(1);
  const bars = buckets.flatMap((bucket) => {
    let base = 0;
    return shades.flatMap(({ key, symbol }) => {
      const value = rate(bucket[key]);
      if (value === 0) return [];
      const upper = y(base + value);
      const lower = y(base);
      base += value;
      return [
        `<rect class="${symbol}" x="${f(x(bucket.at))}" y="${f(upper)}" width="${f(Math.max(0.6, x(bucket.at + widthSeconds) - x(bucket.at) - 0.2))}" height="${f(lower - upper)}"/>`,
      ];
    });
  });
  const secondsStep = stepFor(span);
  const rateStep = stepFor(most);
  const marks = (step: number, limit: number): number[] =>
    Array.from({ length: Math.floor(limit / step) + 1 }, (_, index) => index * step);
  const axis = [
    ...marks(rateStep, most).map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${f(y(value))}" y2="${f(y(value))}"/><text class="tick" x="${left - 6}" y="${f(y(value) + 4)}" text-anchor="end">${Number(value.toFixed(2))}</text>`,
    ),
    ...marks(secondsStep, span).map(
      (value) =>
        `<text class="tick" x="${f(x(from + value))}" y="${height - bottom + 16}" text-anchor="middle">${Number(value.toFixed(2))} s</text>`,
    ),
  ];
  const away =
    outages.writes === null
      ? ""
      : (() => {
          const [start, end] = [x(outages.writes.from - origin), x(outages.writes.to - origin)];
          return `<rect class="away" x="${f(start)}" y="${top}" width="${f(Math.max(1, end - start))}" height="${height - top - bottom}"/><text class="label" x="${f((start + end) / 2)}" y="${top + 16}" text-anchor="middle">${f(outages.writes.seconds)} s</text>`;
        })();
  const struck = faults.map(({ at, what, target }) => {
    const place = x(Date.parse(at) / 1000 - origin);
    const isFar = place > width * 0.7;
    return `<line class="fault" x1="${f(place)}" x2="${f(place)}" y1="${top - 8}" y2="${height - bottom}"/><text class="label" x="${f(place + (isFar ? -5 : 5))}" y="${top - 14}" text-anchor="${isFar ? "end" : "start"}">${escapeText(`${target} ${what}`)}</text>`;
  });
  const legend = shades.map(
    ({ name, symbol }, index) =>
      `<rect class="${symbol}" x="${left + index * 130}" y="${height - 12}" width="10" height="10"/><text class="tick" x="${left + index * 130 + 15}" y="${height - 3}">${name}</text>`,
  );
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Writes a second over time, with each fault and the longest time without an acknowledged write">
${[...axis, away, ...bars, ...struck, ...legend].join("\n")}
</svg>`;
}
