import type { Mutant } from "./mutant";
import type { Refusal } from "./stack";

/** Which controls a mutant breaks, by what it changes; the first line that fits counts. */
const table: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(^|\.)\+?(encryption|diskEncryption)$/, ["CM-1"]],
  [/\.region$/, ["BC-1", "BC-2", "BC-4", "CM-1", "DC-6"]],
  [
    /^Firewall\./,
    ["NW-1", "NW-2", "NW-4", "AC-3", "DC-6", "DC-8", "GO-2", "CM-9", "CM-7", "AC-6", "AC-2", "NW-3"],
  ],
  [/tags/, ["DC-6", "GO-2", "NW-2", "BC-1", "BC-2", "BC-4", "CM-9"]],
  [/^LockedBucket\.(lockMode|lockDays|noncurrentDays)$/, ["BC-3", "BC-4"]],
  [/\.protect$/, ["BC-2", "BC-4"]],
  [/authorizedKeys/, ["AC-1", "CM-5"]],
  [/^PlacementGroup\.placementGroup(Type|Policy)$/, ["BC-1"]],
  [/^\+(Token|User|SshKey)$/, ["AC-1", "AC-6", "CM-9", "DC-6"]],
];

/** Whether one of the refusals names a control that the mutant breaks. */
export function isRight({ path }: Mutant, refusals: readonly Refusal[]): boolean {
  const wanted = table.find(([pattern]) => pattern.test(path))?.[1];
  return (
    refusals.length > 0 &&
    (wanted === undefined || refusals.some(({ controls }) => controls.some((id) => wanted.includes(id))))
  );
}
