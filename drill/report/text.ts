import type { DrillEvidence } from "./schema";
import { findings, headline } from "./words";

const bars = "▁▂▃▄▅▆▇█";

/** Acknowledged writes over time in one line; a blank is a span without any. */
function sparkline({ timeline }: DrillEvidence, width: number): string {
  const { buckets } = timeline;
  const per = Math.max(1, Math.ceil(buckets.length / width));
  const sums = Array.from({ length: Math.ceil(buckets.length / per) }, (_, index) =>
    buckets.slice(index * per, (index + 1) * per).reduce((sum, { acknowledged }) => sum + acknowledged, 0),
  );
  const most = Math.max(1, ...sums);
  return sums
    .map((sum) =>
      sum === 0 ? " " : (bars[Math.min(bars.length - 1, Math.floor((sum / most) * bars.length))] ?? ""),
    )
    .join("");
}

/**
 * What a drill has shown, for a terminal.
 *
 * @param paint gives a text its colour, or leaves it
 */
export function asText(
  evidence: DrillEvidence,
  paint: (style: "green" | "red" | "bold", text: string) => string,
): string {
  const { objectives, met } = evidence;
  const width = Math.max(...objectives.map(({ name }) => name.length));
  return [
    paint(met ? "green" : "red", headline(evidence)),
    "",
    `acknowledged writes |${sparkline(evidence, 70)}|`,
    "",
    ...findings(evidence),
    "",
    paint("bold", `${"OBJECTIVE".padEnd(width)}  AT MOST  MEASURED`),
    ...objectives.map(({ name, objective, measured, unit, met: isMet }) =>
      [
        name.padEnd(width),
        String(objective).padStart(7),
        paint(
          isMet ? "green" : "red",
          `${String(Math.round(measured * 100) / 100).padStart(8)} ${unit}${isMet ? "" : ": missed"}`,
        ),
      ].join("  "),
    ),
    "",
  ].join("\n");
}
