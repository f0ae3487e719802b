import { controls as all } from "../../catalogue/controls";
import type { Change } from "./mutant";
import type { Refusal } from "./stack";

/** Which controls a mutant breaks, by what it changes; the first line that fits counts. */
const table: readonly (readonly [RegExp, readonly string[]])[] = [
  // What is gone may have been there for any of them.
  [/^\w+\.$/, all.map(({ id }) => id)],
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
  [/^ObjectStorageKey\./, ["AC-6", "DC-6", "BC-4", "BC-3", "CM-9"]],
  [/^VpcSubnet\.(ipv4|vpcId)/, ["DC-6", "DC-8", "NW-2", "BC-1", "CM-9", "NW-1"]],
  [/^Instance\.placementGroup/, ["BC-1", "DC-6", "CM-9"]],
  [/^bastide:waivers/, ["EX-1"]],
  [/^bastide:leavers/, ["AC-5", "AC-2", "AC-4", "EX-2"]],
  [/^bastide:grants/, ["AC-4", "AC-3", "AC-5"]],
  [/^bastide:approvals/, ["EX-2", "AC-2"]],
  [/^bastide:(administrators|managers)/, ["AC-1", "AC-2", "AC-3", "CM-5", "EX-1", "EX-2", "AC-4", "CM-10"]],
  [/^bastide:managedDevices/, ["AC-3", "AC-4", "AC-1", "NW-1"]],
  [/^bastide:change/, ["CM-10"]],
  [/^bastide:reviews/, ["CM-9", "GO-1", "AC-5"]],
  [/^bastide:alerts/, ["VI-3", "NW-4", "EX-2"]],
  [/^bastide:backups?/, ["BC-3", "BC-4"]],
  [/^bastide:egress/, ["NW-4"]],
  [/^bastide:regions/, ["BC-1", "BC-2", "CM-1"]],
];

/** Whether one of the refusals names a control that the mutant breaks. */
export function isRight({ path, change }: Change, refusals: readonly Refusal[]): boolean {
  const listed = table.find(([pattern]) => pattern.test(path))?.[1];
  // What nobody knows can't be judged at all; by CM-9 a configuration is reviewed.
  const wanted = change === "is unknown" ? listed && [...listed, "CM-9"] : listed;
  return (
    refusals.length > 0 &&
    (wanted === undefined || refusals.some(({ controls }) => controls.some((id) => wanted.includes(id))))
  );
}
