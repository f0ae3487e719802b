import type { ControlEvidence, Evidence, PolicyEvidence } from "./schema";

/** How verdicts are said, and how they are marked without colour. */
export const verdictWords: Readonly<
  Record<
    ControlEvidence["verdict"] | PolicyEvidence["verdict"],
    { readonly mark: string; readonly word: string }
  >
> = {
  held: { mark: "✓", word: "held" },
  "held-in-part": { mark: "✓", word: "held in part" },
  passed: { mark: "✓", word: "passed" },
  waived: { mark: "!", word: "passed by a waiver" },
  violated: { mark: "✗", word: "violated" },
  advised: { mark: "!", word: "passed, with advice" },
  "nothing-to-judge": { mark: "–", word: "nothing to judge" },
  "not-by-policy": { mark: "·", word: "not by policy" },
  disabled: { mark: "✗", word: "disabled" },
};

const carriers: Readonly<Record<ControlEvidence["carriedBy"], string>> = {
  policy: "the policy pack",
  host: "the hosts' own configuration",
  drill: "drills",
  process: "people's work",
};

/** What keeps a control, and how far this version does. */
export function carrierOf({ carriedBy, state, note }: ControlEvidence): string {
  const how = { kept: "Kept by", partly: "Kept in part, first by", planned: "Planned, by" }[state];
  return `${how} ${carriers[carriedBy]}. ${note}`;
}

/** How many controls came to each verdict. */
export function countVerdicts({ controls }: Evidence): ReadonlyMap<ControlEvidence["verdict"], number> {
  const counts = new Map<ControlEvidence["verdict"], number>();
  for (const { verdict } of controls) {
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  return counts;
}

/** The groups of controls, by the letters of their ids. */
export const groups: readonly (readonly [string, string])[] = [
  ["DC", "Data classes"],
  ["NW", "Network and transport"],
  ["CM", "Data protection and configuration"],
  ["AC", "Identity and access"],
  ["EX", "Exceptions"],
  ["SD", "Software development"],
  ["VI", "Vulnerabilities and incidents"],
  ["BC", "Continuity"],
  ["GO", "Governance"],
];
