import fc from "fast-check";
import { dataClasses } from "../../../catalogue/dataClasses";
import { instanceTypes } from "../../../catalogue/instanceTypes";
import { daysAgo } from "./dates";
import { shortName } from "./names";

/** A class's section without its dates, and what else it needs. */
export interface DrawnClass {
  readonly id: string;
  readonly section: Readonly<Record<string, unknown>>;
  readonly reviewedAgo: number;
  readonly isOutside: boolean;
}

const instanceType = fc.constantFrom(...instanceTypes.map(({ id }) => id));
/** What the smallest load is that may be written. */
const least = 0.1;

const size = fc.record({
  type: fc.constantFrom(...instanceTypes),
  count: fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
  volumeGiB: fc.oneof(fc.integer({ min: 10, max: 200 }), fc.integer({ min: 10, max: 16_000 })),
  strict: fc.option(fc.boolean(), { nil: undefined }),
});

/** Parts of what the hardware carries, in per cent: all of it is allowed. */
const load = fc.record({
  vcpus: fc.integer({ min: 1, max: 100 }),
  memoryGiB: fc.integer({ min: 1, max: 100 }),
  storageGiB: fc.integer({ min: 1, max: 100 }),
  growth: fc.nat(100),
});

const drawn = fc.record({
  size,
  load,
  gateway: fc.option(instanceType, { nil: undefined }),
  endpoint: fc.option(
    fc.record(
      {
        name: shortName.filter((name) => name !== "gateway"),
        edge: fc.record({ type: instanceType, count: fc.integer({ min: 1, max: 3 }) }, { requiredKeys: [] }),
        service: fc.record(
          { type: instanceType, count: fc.integer({ min: 1, max: 3 }) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  ),
  objects: fc.option(fc.boolean(), { nil: undefined }),
  provider: fc.constantFrom("acme", "other-cloud-2"),
  place: fc.constantFrom("unsaid", "linode", "linode", "outside"),
  reviewedAgo: daysAgo(366),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** What a load may be today, so that the hardware carries it in twelve months with a reserve. */
function forecastOf({ size: { type, volumeGiB }, load: parts }: Drawn): Record<string, number> {
  const most = {
    vcpus: type.vcpus * 0.8,
    memoryGiB: (type.memoryMiB / 1024) * 0.85,
    storageGiB: volumeGiB * 0.8,
  };
  const tightest = Math.min(...Object.values(most)) / least;
  const growthPerMonth = Math.floor(Math.min(1, tightest ** (1 / 12) - 1) * parts.growth) / 100;
  const grown = (1 + growthPerMonth) ** 12;
  const part = (limit: number, percent: number): number =>
    Math.max(least, Math.floor((limit / grown) * percent) / 100);
  return {
    vcpus: Math.min(64, part(most.vcpus, parts.vcpus)),
    memoryGiB: Math.min(512, part(most.memoryGiB, parts.memoryGiB)),
    storageGiB: part(most.storageGiB, parts.storageGiB),
    growthPerMonth,
  };
}

function sectionOf(one: Drawn, isOutside: boolean): Record<string, unknown> {
  const { size: data, gateway, endpoint, objects, place, provider } = one;
  const hosting = isOutside ? `outside:${provider}` : place === "linode" ? "linode" : undefined;
  return defined({
    data: defined({
      ...{ type: data.type.id, count: data.count, volumeGiB: data.volumeGiB },
      // A commit can wait for another region only where there are two data nodes in each.
      strict: (data.count ?? 2) === 2 ? data.strict : undefined,
    }),
    gateway: gateway === undefined ? undefined : { type: gateway },
    forecast: forecastOf(one),
    endpoint,
    objects,
    hosting,
  });
}

/** A group without the settings that are left out. */
export const defined = (group: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(group).filter(([, value]) => value !== undefined));

/** One class or more, of which one is on Linode; few of the large stacks, which only take longer. */
export const classes: fc.Arbitrary<readonly DrawnClass[]> = fc
  .record({
    ids: fc.oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: fc.shuffledSubarray([...dataClasses], { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.shuffledSubarray([...dataClasses], { minLength: 4 }) },
    ),
    sections: fc.array(drawn, { minLength: 5, maxLength: 5 }),
  })
  .map(({ ids, sections }) => {
    // No host can hand its log to a place outside.
    const isOutside = (index: number): boolean =>
      index > 0 &&
      ids[index]?.id !== "events" &&
      ids[index]?.outsideLinode === "with-approval" &&
      sections[index]?.place === "outside";
    return ids.flatMap(({ id }, index): DrawnClass[] => {
      const one = sections[index];
      return one === undefined
        ? []
        : [
            {
              id,
              section: sectionOf(one, isOutside(index)),
              reviewedAgo: one.reviewedAgo,
              isOutside: isOutside(index),
            },
          ];
    });
  });
