import type { Violation, WaiverInUse } from "./verdict";

/** How the pack names a waiver in use: its place in the stack's configuration, and how much it covered. */
const notice = /^Waiver "bastide:waivers\[(\d+)\]" covers (\d+) violations? of /;

/**
 * The waivers that the pack says were used. The pack names each by its place in the configuration; what the waiver itself
 * says is read there, so no text that a person wrote is ever taken apart.
 *
 * @param values the stack's configuration, structured values as JSON text
 */
export function waiversInUse(
  violations: readonly Violation[],
  values: Readonly<Record<string, string>>,
): WaiverInUse[] {
  const declared = list(values["bastide:waivers"]);
  return violations.flatMap(({ message, urn, fails }) => {
    const [, index, covered] = notice.exec(message) ?? [];
    const waiver = declared[Number(index)];
    if (fails || typeof waiver !== "object" || waiver === null) {
      return [];
    }
    const text = (key: string): string => String(Reflect.get(waiver, key) ?? "");
    const approvers: unknown = Reflect.get(waiver, "approvers");
    return [
      {
        policy: text("policy"),
        resource: text("resource"),
        urn,
        reason: text("reason"),
        requestedBy: text("requestedBy"),
        approvers: (Array.isArray(approvers) ? approvers : []).map(
          (approver) => `${approver?.who} (${approver?.role})`,
        ),
        ticket: text("ticket"),
        // A date without quotes comes as the engine prints a moment, its day first.
        start: text("start").slice(0, 10),
        expiry: text("expiry").slice(0, 10),
        covered: Number(covered),
      },
    ];
  });
}

function list(text: string | undefined): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** Policies that found nothing: what a waiver covered was found all the same. */
export function withoutWaived(passed: readonly string[], waivers: readonly WaiverInUse[]): string[] {
  return passed.filter((policy) => !waivers.some((waiver) => waiver.policy === policy));
}
