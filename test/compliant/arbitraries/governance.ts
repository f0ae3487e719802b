import fc from "fast-check";
import { dataClasses } from "../../../catalogue/dataClasses";
import { dayAfter, daysAgo, type Moment, momentAfter } from "./dates";
import { ticket } from "./names";
import type { People } from "./people";

const zone = fc.constantFrom("Z", "+02:00", "-05:30" as const) as fc.Arbitrary<Moment["zone"]>;

const grant = fc.record({
  who: fc.nat(),
  class: fc.constantFrom(...dataClasses.map(({ id }) => id)),
  purpose: fc.constantFrom("incident", "support", "feature-test"),
  ticket,
  startsAfter: fc.integer({ min: -60, max: 10 }),
  minutes: fc.nat(1439),
  /** At most thirty days. */
  lasts: fc.oneof(fc.integer({ min: 1, max: 30 * 1440 }), fc.constant(30 * 1440)),
  zone,
});

const approval = fc.record({
  subject: fc.stringMatching(/^service:[a-z0-9][a-z0-9-]{1,20}$/),
  ago: daysAgo(366),
});

/** What is drawn for grants, approvals, reviews, the last change and leavers. */
export const governance = fc.record({
  grants: fc.array(grant, { maxLength: 3 }),
  approvals: fc.array(approval, { maxLength: 3 }),
  hostingAgo: daysAgo(366),
  reviews: fc.record({ policy: daysAgo(366), configuration: daysAgo(366), accounts: daysAgo(92) }),
  change: fc.record({ ticket, author: fc.nat(), approver: fc.nat(), ago: fc.nat(1_000) }),
  leftAgo: fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 2, maxLength: 2 }),
  /** An employee who leaves soon keeps everything until then; not below the longest grant. */
  leavesIn: fc.option(fc.integer({ min: 45, max: 90 }), { nil: undefined }),
});

export type Governance = typeof governance extends fc.Arbitrary<infer T> ? T : never;

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? "";

/** Grants to people with a device, which somebody else approved who is for security. */
export function grantsOf(drawn: Governance, people: People, day: Date): unknown[] {
  const [approver = "", ...others] = people.administrators;
  const may = [...people.employees, ...others];
  return drawn.grants.map(({ who, startsAfter: days, minutes, lasts, zone: of, ...rest }) => ({
    class: rest.class,
    purpose: rest.purpose,
    ticket: rest.ticket,
    who: pick(may, who),
    device: people.deviceOf[pick(may, who)],
    approver,
    start: momentAfter(day, { days, minutes, zone: of }),
    end: momentAfter(day, { days, minutes: minutes + lasts, zone: of }),
  }));
}

/** Services, and the classes that live outside Linode. */
export function approvalsOf(drawn: Governance, people: People, outside: readonly string[], day: Date) {
  const [approver = ""] = people.administrators;
  return [
    ...drawn.approvals.map(({ subject, ago }) => ({ subject, approver, date: dayAfter(day, -ago) })),
    { subject: "service:linode", approver, date: dayAfter(day, -drawn.hostingAgo) },
    ...outside.map((id) => ({ subject: `hosting:${id}`, approver, date: dayAfter(day, -drawn.hostingAgo) })),
  ];
}

/** Those who have left, and one who will. */
export function leaversOf(
  { leftAgo, leavesIn }: Governance,
  people: People,
  day: Date,
): Record<string, string> {
  const gone = people.leavers.map((who, index) => [who, dayAfter(day, -(leftAgo[index] ?? 1))] as const);
  const [leaving] = people.employees;
  return Object.fromEntries(
    leaving === undefined || leavesIn === undefined ? gone : [...gone, [leaving, dayAfter(day, leavesIn)]],
  );
}

/** The last change, which another than its author approved. */
export function changeOf({ change }: Governance, people: People, day: Date): Record<string, string> {
  const approver = pick(people.administrators, change.approver);
  const authors = [...people.administrators, ...people.employees].filter((who) => who !== approver);
  return {
    ticket: change.ticket,
    author: pick(authors, change.author),
    approver,
    date: dayAfter(day, -change.ago),
  };
}
