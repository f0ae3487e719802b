import * as fc from "fast-check";

import { type DataClass, dataClasses } from "../../catalogue/dataClasses";
import { regions, requiredCapabilities } from "../../catalogue/regions";
import type { StackConfig } from "../../infra/config";
import type { PlannedClass } from "../../infra/topology";
import { prodConfig } from "./infraConfigs";

/** The regions that can carry an enclave, by what the catalogue says of them. */
export const capableRegions: readonly string[] = regions
  .filter((region) => requiredCapabilities.every((capability) => region.capabilities.includes(capability)))
  .map((region) => region.id);

/** Ids as long as Linode's longest and longer, so that labels have to be cut. */
const longRegions = ["ap-southeast", "us-southeast", "sa-extraordinary-10", "sa-extraordinary-11"];

const prod = prodConfig();

const shortName = fc
  .stringMatching(/^[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,5}){0,2}$/)
  .filter((n) => n.length <= 20);
const labelPrefix = fc.stringMatching(/^[a-z][a-z0-9]{0,3}(-[a-z0-9]{1,3})?$/);

/** Addresses of all of 10.0.0.0/8 and 172.16.0.0/12 from /8 to /12. */
const addressSpace = fc.oneof(
  fc
    .integer({ min: 8, max: 12 })
    .chain((prefix) =>
      fc
        .integer({ min: 0, max: 2 ** (prefix - 8) - 1 })
        .map((index) => `10.${index * 2 ** (16 - prefix)}.0.0/${prefix}`),
    ),
  fc.constant("172.16.0.0/12"),
);

const publicNetwork = (index: number): string =>
  index % 3 === 2
    ? `2001:db8:${index.toString(16)}::/48`
    : `203.${Math.floor(index / 250) + 1}.${index % 250}.0/24`;

/** Networks of managed devices: mostly a few, now and then up to a thousand. */
const deviceNetworks = fc
  .oneof({ weight: 9, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(1_000) })
  .map((count) => Array.from({ length: count }, (_, index) => publicNetwork(index)));

const regionMap = fc
  .record({
    ids: fc.uniqueArray(fc.constantFrom(...capableRegions, ...longRegions), { minLength: 2, maxLength: 6 }),
    numbers: fc.uniqueArray(fc.integer({ min: 1, max: 126 }), { minLength: 6, maxLength: 6 }),
    active: fc.nat(),
  })
  .map(({ ids, numbers, active }): StackConfig["regions"] =>
    Object.fromEntries(
      ids.map((id, i) => [
        id,
        { number: numbers[i] ?? 0, role: i === active % ids.length ? "active" : "standby" },
      ]),
    ),
  );

type ClassSection = PlannedClass["section"];

const classMap = fc
  .array(
    fc.record({
      nodes: fc.integer({ min: 2, max: 5 }),
      edges: fc.nat(5),
      services: fc.integer({ min: 1, max: 5 }),
      objects: fc.boolean(),
      name: shortName,
    }),
    {
      minLength: dataClasses.length,
      maxLength: dataClasses.length,
    },
  )
  .chain((sizes) => {
    const base = prod.classes;
    const entries = dataClasses.flatMap(({ id }, i): [string, ClassSection][] => {
      const section = base[id];
      const size = sizes[i];
      if (section === undefined || size === undefined) return [];
      const { endpoint: _, ...rest } = section;
      const name = size.name === "gateway" ? "api" : size.name;
      const endpoint = {
        name,
        edge: { type: "g6-standard-1", count: size.edges },
        service: { type: "g6-standard-1", count: size.services },
      };
      const sized = { ...rest, data: { ...rest.data, count: size.nodes }, objects: size.objects };
      return [[id, size.edges === 0 ? sized : { ...sized, endpoint }]];
    });
    return fc
      .subarray(entries, { minLength: 1 })
      .map((some): StackConfig["classes"] => Object.fromEntries(some));
  });

/** Configurations that the program plans: sizes, names, regions and address spaces of every kind. */
export const stackConfig: fc.Arbitrary<StackConfig> = fc
  .record({
    regions: regionMap,
    classes: classMap,
    networks: deviceNetworks,
    name: shortName,
    addressSpace,
    prefix: fc.option(labelPrefix, { nil: undefined }),
    elsewhere: fc.boolean(),
  })
  .map(
    ({
      regions: regionsOf,
      classes,
      networks,
      name,
      addressSpace: space,
      prefix,
      elsewhere,
    }): StackConfig => {
      const base = prod;
      const { name: _, addressSpace: __, labelPrefix: ___, ...organisation } = base.organisation;
      const others = dataClasses.map((c) => c.id).filter((id) => classes[id] === undefined);
      return {
        ...base,
        regions: regionsOf,
        classes,
        organisation: {
          ...organisation,
          name,
          addressSpace: space,
          ...(prefix === undefined ? {} : { labelPrefix: prefix }),
        },
        managedDevices: { ...base.managedDevices, networks },
        otherStacks: elsewhere
          ? Object.fromEntries(
              others.map((id) => [id, { [Object.keys(regionsOf)[0] ?? ""]: `192.0.2.${id.length}` }]),
            )
          : {},
      };
    },
  );

/** Classes that the catalogue does not have, numbered from 1, all like one of production's. */
export function syntheticClasses(count: number): PlannedClass[] {
  const section = prod.classes.account;
  if (section === undefined) throw new Error("Production has no class `account`.");
  return Array.from({ length: count }, (_, i): PlannedClass => {
    const dataClass: DataClass = {
      id: `class-${i + 1}`,
      control: "DC-1",
      number: i + 1,
      holds: "nothing",
      atRest: "encrypted",
      outsideLinode: "never",
    };
    return { dataClass, section };
  });
}

/** How property tests run: the same cases every time. */
export const seeded = { seed: 20_261_124, numRuns: 50 } as const;
