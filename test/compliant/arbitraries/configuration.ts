import fc from "fast-check";
import { dataClasses } from "../../../catalogue/dataClasses";
import type { PackConfig } from "../../../engine/offline/analyzer";
import { administration } from "./administration";
import { alerts, alertsOf, namesOf } from "./alerts";
import { classes, type DrawnClass, defined } from "./classes";
import { asOf, dayAfter } from "./dates";
import { approvalsOf, changeOf, governance, grantsOf, leaversOf } from "./governance";
import { dnsName, email, shortName } from "./names";
import { addressSpace, publicNetwork, server } from "./networks";
import { people } from "./people";
import { type Places, places } from "./places";
import { mayWaive, type Need, waivers, waiversFor } from "./waivers";

/** A configuration that keeps the policy, with all that its verdict depends on. */
export interface Compliant {
  /** The day on which it does. */
  readonly asOf: Date;
  /** What stands under `config:` in the stack's file. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The pack's own settings. */
  readonly packConfig: PackConfig;
  /** What its waivers are for. */
  readonly needs: readonly Need[];
}

const drawn = fc.record({
  asOf,
  organisation: fc.record(
    {
      name: shortName,
      domain: dnsName,
      contact: email,
      addressSpace,
      labelPrefix: shortName.filter((prefix) => prefix.length <= 8),
    },
    { requiredKeys: ["name", "domain", "contact"] },
  ),
  places,
  classes,
  people,
  networks: fc.uniqueArray(publicNetwork, { maxLength: 5 }),
  governance,
  administration,
  alerts,
  waivers,
  egress: fc.record({
    names: fc.uniqueArray(dnsName, { minLength: 1, maxLength: 6 }),
    resolvers: fc.uniqueArray(server, { minLength: 1, maxLength: 3 }),
    timeServers: fc.uniqueArray(server, { minLength: 1, maxLength: 3 }),
  }),
  backups: fc.option(
    fc.record({ points: fc.integer({ min: 7, max: 90 }), longer: fc.integer({ min: 1, max: 3_000 }) }),
    { nil: undefined },
  ),
  others: fc.subarray(dataClasses.map(({ id }) => id)),
  drillable: fc.option(fc.boolean(), { nil: undefined }),
  /** Whether empty sections are written or left out. */
  isTerse: fc.boolean(),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** Any configuration of Bastide's own program that keeps the policy. */
export const compliant: fc.Arbitrary<Compliant> = drawn.map(assemble);

function assemble(all: Drawn): Compliant {
  const { people: who, governance: rules, asOf: day } = all;
  const broken = new Set<string>(mayWaive(who) ? all.waivers.broken : []);
  const overdue = (kind: string, ago: number, lasts: number): string =>
    dayAfter(day, broken.has(kind) ? -lasts - all.waivers.overdueBy : -ago);
  const outside = all.classes.filter(({ isOutside }) => isOutside).map(({ id }) => id);
  const approvals = approvalsOf(rules, who, outside, day).map((approval, index) =>
    index === 0 && rules.approvals.length > 0
      ? { ...approval, date: overdue("service", rules.approvals[0]?.ago ?? 0, 366) }
      : approval,
  );
  // Behind the others: a waiver names the first.
  const [approver = ""] = who.administrators;
  approvals.push({ subject: "service:alerts", approver, date: dayAfter(day, -all.alerts.approvedAgo) });
  const backups = backupsOf(all.backups);
  const needs = needsOf(all, broken);
  const optional = {
    managers: who.managers,
    leavers: leaversOf(rules, who, day),
    grants: grantsOf(rules, who, day),
    approvals,
    waivers: waiversFor(needs, all.waivers, who, day),
    otherStacks: othersOf(all),
  };
  const sections = defined({
    organisation: all.organisation,
    regions: all.places.regions,
    classes: Object.fromEntries(
      all.classes.map(({ id, section, reviewedAgo }, index) => [
        id,
        {
          ...section,
          reviewed: index === 0 ? overdue("class", reviewedAgo, 366) : dayAfter(day, -reviewedAgo),
        },
      ]),
    ),
    administrators: who.sections.administrators,
    administration: all.administration,
    managedDevices: { networks: all.networks, devices: who.sections.devices },
    ...(all.isTerse ? withoutEmpty(optional) : optional),
    reviews: {
      policy: overdue("policy", rules.reviews.policy, 366),
      configuration: overdue("configuration", rules.reviews.configuration, 366),
      accounts: overdue("accounts", rules.reviews.accounts, 92),
    },
    change: changeOf(rules, who, day),
    egress: { ...all.egress, names: [...new Set([...all.egress.names, ...namesOf(all.alerts)])] },
    alerts: alertsOf(all.alerts),
    backups,
    drillable: all.drillable,
  });
  return {
    asOf: day,
    values: Object.fromEntries(Object.entries(sections).map(([name, value]) => [`bastide:${name}`, value])),
    packConfig: packConfigOf(all.places, broken.has("lock"), retentionOf(backups)),
    needs,
  };
}

function needsOf(all: Drawn, broken: ReadonlySet<string>): Need[] {
  const reviews = "bastide-configuration-require-reviews";
  const first = all.classes[0]?.id ?? "";
  const all_: Readonly<Record<string, readonly Need[]>> = {
    policy: [{ policy: reviews, resource: "bastide:reviews.policy" }],
    configuration: [{ policy: reviews, resource: "bastide:reviews.configuration" }],
    class: [{ policy: reviews, resource: `bastide:classes.${first}.reviewed` }],
    accounts: [
      { policy: "bastide-configuration-require-account-audits", resource: "bastide:reviews.accounts" },
    ],
    service:
      all.governance.approvals.length === 0
        ? []
        : [{ policy: "bastide-configuration-require-approvals", resource: "bastide:approvals[0].date" }],
    lock: bucketsOf(all.classes, all.places).map((resource) => ({
      policy: "bastide-locked-bucket-require-compliance-lock",
      resource,
    })),
  };
  return [...broken].flatMap((kind) => all_[kind] ?? []);
}

/** The locked buckets that a stack has: two kinds, in each region. */
function bucketsOf(drawnClasses: readonly DrawnClass[], { regions }: Places): string[] {
  return drawnClasses
    .filter(({ isOutside }) => !isOutside)
    .flatMap(({ id, section }) =>
      Object.keys(regions).flatMap((region) => [
        `${id}-${region}-backup-bucket`,
        ...(section.objects === true ? [`${id}-${region}-objects-bucket`] : []),
      ]),
    );
}

/** Classes in other stacks: some are up in one region, some not at all. Who takes the logs is always somewhere. */
function othersOf({ others, classes: here, places }: Drawn): Record<string, Record<string, string>> {
  const [region = ""] = Object.keys(places.regions);
  return Object.fromEntries(
    [...new Set([...others, "events"])]
      .filter((id) => !here.some((one) => one.id === id))
      .map((id, index) => [id, index === 2 ? {} : { [region]: `192.0.2.${index + 1}` }]),
  );
}

interface Backups {
  readonly pointInTimeDays: number;
  readonly retentionDays: number;
}

function backupsOf(windows: Drawn["backups"]): Backups | undefined {
  return (
    windows && {
      pointInTimeDays: windows.points,
      retentionDays: Math.max(14, windows.points + windows.longer),
    }
  );
}

const retentionOf = (backups: Backups | undefined): number => backups?.retentionDays ?? 35;

/** A setting that asks for more than the stack gives needs waivers; one that asks for as much does not. */
function packConfigOf({ regions, isElsewhere }: Places, isTooLong: boolean, retention: number): PackConfig {
  const minimumDays = isTooLong ? retention + 1 : retention;
  return {
    ...(isElsewhere
      ? {
          "bastide-resource-require-allowed-region": { properties: { allowedRegions: Object.keys(regions) } },
        }
      : {}),
    ...(isTooLong || retention % 2 === 0
      ? { "bastide-locked-bucket-require-compliance-lock": { properties: { minimumDays } } }
      : {}),
  };
}

const withoutEmpty = (sections: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(sections).filter(([, value]) => JSON.stringify(value)?.length !== 2));
