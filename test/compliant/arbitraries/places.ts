import fc from "fast-check";
import { regions, requiredCapabilities, unionRegions } from "../../../catalogue/regions";

/** Where a stack is. */
export interface Places {
  readonly regions: Readonly<
    Record<string, { readonly number: number; readonly role: "active" | "standby" }>
  >;
  /** Whether the policy pack has to be told of the regions. */
  readonly isElsewhere: boolean;
}

const capable = regions
  .filter((region) => requiredCapabilities.every((needed) => region.capabilities.includes(needed)))
  .map(({ id }) => id);

/** Two or three regions that can carry an enclave: those of the Union, or any that the pack's settings allow. */
export const places: fc.Arbitrary<Places> = fc
  .record({
    ids: fc.oneof(
      { withCrossShrink: true },
      { weight: 2, arbitrary: fc.shuffledSubarray([...unionRegions], { minLength: 2, maxLength: 2 }) },
      { weight: 1, arbitrary: fc.shuffledSubarray(capable, { minLength: 2, maxLength: 3 }) },
    ),
    numbers: fc.uniqueArray(fc.integer({ min: 1, max: 126 }), { minLength: 3, maxLength: 3 }),
    active: fc.nat(2),
  })
  .map(({ ids, numbers, active }) => ({
    regions: Object.fromEntries(
      ids.map((id, index) => [
        id,
        { number: numbers[index] ?? 1, role: index === active % ids.length ? "active" : "standby" } as const,
      ]),
    ),
    isElsewhere: ids.some((id) => !unionRegions.includes(id)),
  }));
