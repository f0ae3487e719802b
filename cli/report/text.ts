import { count } from "../formats/words";
import { painter } from "../terminal";
import type { ControlEvidence, Evidence } from "./schema";
import { countVerdicts, verdictWords } from "./words";

const colours: Readonly<Partial<Record<ControlEvidence["verdict"], "red" | "green" | "yellow">>> = {
  violated: "red",
  held: "green",
  "held-in-part": "green",
  waived: "yellow",
};

/** The matrix as people read it in a terminal: a line a control. */
export function asText(evidence: Evidence, stream: { isTTY?: boolean }): string {
  const paint = painter(stream);
  const width = Math.max(...evidence.controls.map(({ title }) => title.length));
  const rows = evidence.controls.map((control) => {
    const { mark, word } = verdictWords[control.verdict];
    const what = `${mark} ${word}`.padEnd(20);
    const colour = colours[control.verdict];
    const found = [
      control.policies.length === 0
        ? `by ${control.carriedBy}`
        : count(control.policies.length, "policy", "policies"),
      ...(control.resources === 0 ? [] : [count(control.resources, "resource")]),
      ...(control.violations === 0 ? [] : [count(control.violations, "violation")]),
      ...(control.waivers === 0 ? [] : [count(control.waivers, "waiver")]),
    ];
    return `  ${control.id.padEnd(5)} §${control.section.padEnd(5)} ${control.title.padEnd(width)}  ${colour ? paint(colour, what) : what}  ${found.join(", ")}`;
  });
  const counts = [...countVerdicts(evidence)].map(
    ([verdict, number]) => `${number} ${verdictWords[verdict].word}`,
  );
  return [
    paint("bold", `Compliance of ${evidence.project}, stack ${evidence.stack}`),
    "",
    ...rows,
    "",
    `${evidence.controls.length} controls: ${counts.join(", ")}.`,
    paint(
      evidence.compliant ? "green" : "red",
      `Stack ${evidence.stack} is ${evidence.compliant ? "compliant" : "not compliant"} with what policies judge.`,
    ),
    "",
  ].join("\n");
}
