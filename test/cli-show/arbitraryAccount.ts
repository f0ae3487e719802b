/** Accounts of many shapes: fewer and more of everything, faults, foreign things, names that nobody would choose. */
import fc from "fast-check";
import type { Account, InstanceWithInterfaces } from "../../cli/show/read/collect";
import { accountOf, prodPlan } from "./account";

const classes = [...prodPlan.classes, "zeta"];
const regions = ["fr-par", "de-fra-2", "gb-lon"];

/** Letters, marks that mean something to HTML, XML and terminals, and some that have no width in the table. */
const awkwardName = fc.oneof(
  fc.string({ minLength: 1, maxLength: 64 }),
  fc.string({ unit: fc.constantFrom(..."WMwm-._<>&\"'"), minLength: 1, maxLength: 64 }),
  fc.constantFrom(
    "<script>alert(1)</script>",
    "\u001b[31mred",
    'x" onload="alert(1)',
    "]]>",
    "名前",
    "a".repeat(64),
  ),
);

const stray = (index: number, label: string, region: string): InstanceWithInterfaces => ({
  id: 900_000 + index,
  label,
  status: index % 2 === 0 ? "running" : "shutting_down",
  type: index % 3 === 0 ? null : "g9-unknown-1",
  region,
  tags: index % 4 === 0 ? ["data-class:account", "data-class:contact"] : [],
  ipv4: [`192.0.2.${(index % 200) + 1}`],
  interfaces: [],
});

/** Any account; `maxRegions` limits the classes' regions. */
export const arbitraryAccount = (maxRegions = 3): fc.Arbitrary<Account> =>
  fc
    .record({
      classes: fc.subarray(classes),
      regions: fc.subarray(regions, { minLength: 1, maxLength: maxRegions }),
      dataNodes: fc.integer({ min: 0, max: 7 }),
      edges: fc.integer({ min: 0, max: 3 }),
      published: fc.subarray(classes),
      active: fc.constantFrom("fr-par", "de-fra-2", null),
      withObjects: fc.subarray(classes),
      strays: fc.array(fc.tuple(awkwardName, fc.constantFrom(...regions, "nowhere")), { maxLength: 7 }),
      renamed: fc.array(fc.tuple(fc.nat(), awkwardName), { maxLength: 4 }),
      broken: fc.array(
        fc.tuple(fc.nat(), fc.constantFrom("state", "disk", "firewall", "volume", "detached")),
        { maxLength: 6 },
      ),
      spare: fc.array(awkwardName, { maxLength: 6 }),
    })
    .map(({ strays, renamed, broken, spare, ...plan }) => {
      const account = accountOf(plan);
      const instances = [
        ...account.instances,
        ...strays.map(([label, region], index) => stray(index, label, region)),
      ];
      const volumes = [...account.volumes];
      let { firewalls } = account;
      for (const [at, label] of renamed) change(instances, at, (one) => ({ ...one, label }));
      for (const [at, fault] of broken) {
        if (fault === "state") change(instances, at, (one) => ({ ...one, status: "shutting_down" }));
        if (fault === "disk") change(instances, at, (one) => ({ ...one, disk_encryption: "disabled" }));
        if (fault === "firewall") firewalls = firewalls.filter((_, index) => index !== at % firewalls.length);
        if (fault === "volume") change(volumes, at, (one) => ({ ...one, encryption: "disabled" }));
        if (fault === "detached") change(volumes, at, (one) => ({ ...one, linode_id: null }));
      }
      const buckets = [
        ...account.buckets,
        ...spare.map((label, index) => ({
          label: `${label}${index}`,
          region: "fr-par",
          objects: 0,
          size: index * 1e12,
        })),
      ];
      return { ...account, instances, volumes, firewalls, buckets };
    });

function change<T>(items: T[], at: number, by: (item: T) => T): void {
  const index = items.length === 0 ? -1 : at % items.length;
  const item = items[index];
  if (item !== undefined) items[index] = by(item);
}
