import type { Chance } from "./chance";
import { type Living, show, type Thing } from "./living";
import type { Ref, Tree } from "./tree";

/** Where most things are made, so that they meet: with everything on offer, then with less. */
const regions = [
  "fr-par",
  "fr-par",
  "fr-par",
  "de-fra-2",
  "gb-lon",
  "us-east",
  "it-mil",
  "eu-central",
] as const;

export const kinds = {
  linode: "/linode/instances",
  disk: "/linode/instances/{linodeId}/disks",
  config: "/linode/instances/{linodeId}/configs",
  legacyInterface: "/linode/instances/{linodeId}/configs/{configId}/interfaces",
  linodeInterface: "/linode/instances/{linodeId}/interfaces",
  linodeAddress: "/linode/instances/{linodeId}/ips",
  backup: "/linode/instances/{linodeId}/backups",
  volume: "/volumes",
  vpc: "/vpcs",
  subnet: "/vpcs/{vpcId}/subnets",
  firewall: "/networking/firewalls",
  ruleSet: "/networking/firewalls/rulesets",
  group: "/placement/groups",
  balancer: "/nodebalancers",
  balancerConfig: "/nodebalancers/{nodeBalancerId}/configs",
  domain: "/domains",
  image: "/images",
  stackScript: "/linode/stackscripts",
  bucket: "/object-storage/buckets/{regionId}",
  reserved: "/networking/reserved/ips",
  address: "/networking/ips",
  range: "/networking/ipv6/ranges",
  shareGroup: "/images/sharegroups",
  tag: "/tags",
} as const;

/** What a request stands on: what is alive, where it goes, and chance. */
export class Ground {
  constructor(
    readonly chance: Chance,
    readonly living: Living,
    /** The variables of the request's path. */
    readonly ids: Readonly<Record<string, string | Ref>>,
    /** The thing that the path names. */
    readonly thing: Thing | undefined,
    /** Where it is, or where a new one goes. */
    readonly region: string,
  ) {}

  /** A region for what is made out of nothing. */
  static someRegion(chance: Chance): string {
    return chance.one(regions);
  }

  /** The id of something alive; of the same Linode and region, if there is one. */
  ref(kind: string, fits: (thing: Thing) => boolean = () => true): Ref | undefined {
    return this.thingOf(kind, fits)?.id;
  }

  thingOf(kind: string, fits: (thing: Thing) => boolean = () => true): Thing | undefined {
    const all = this.living.of(kind).filter((thing) => this.isOfPath(thing) && fits(thing));
    const near = all.filter((thing) => this.isNear(thing));
    return this.chance.one(near.length > 0 && !this.chance.percent(5) ? near : all);
  }

  /** Up to so many of a kind. */
  refs(kind: string, most: number): Ref[] {
    const all = this.living.of(kind).filter((thing) => this.isOfPath(thing) && this.isNear(thing));
    return this.chance.some(all, most).map(({ id }) => id);
  }

  /** A field with a value only if there is one. */
  maybe(share: number, name: string, make: () => Tree | undefined): { [name: string]: Tree } {
    if (!this.chance.percent(share)) return {};
    const value = make();
    return value === undefined ? {} : { [name]: value };
  }

  /** One element more, or none. */
  maybe1<T>(share: number, make: () => T | undefined): T[] {
    const value = this.chance.percent(share) ? make() : undefined;
    return value === undefined ? [] : [value];
  }

  /** A name that is new, or now and then one that is taken. */
  label(prefix = "thing"): string {
    const number = this.chance.percent(4) ? 1 : this.chance.below(1_000_000);
    return `${prefix}-${number}`;
  }

  tags(): string[] {
    return this.chance.some(["blue", "green", "team:one", "role:data"], 3);
  }

  /** A part of a Linode or a NodeBalancer in the path is taken from there only. */
  private isOfPath(thing: Thing): boolean {
    return Object.entries(thing.ids).every(
      ([name, value]) =>
        this.ids[name] === undefined || value === thing.id || show(this.ids[name]) === show(value),
    );
  }

  private isNear(thing: Thing): boolean {
    const region = this.regionOf(thing);
    return region === undefined || region === this.region;
  }

  /** The region of a thing, or of what it is part of. */
  regionOf(thing: Thing): string | undefined {
    if (typeof thing.data.region === "string") return thing.data.region;
    for (const kind of [kinds.linode, kinds.vpc, kinds.balancer]) {
      for (const parent of this.living.of(kind)) {
        const [variable = "", id] = Object.entries(parent.ids).at(-1) ?? [];
        if (thing !== parent && thing.ids[variable] !== undefined && show(thing.ids[variable]) === show(id)) {
          return typeof parent.data.region === "string" ? parent.data.region : undefined;
        }
      }
    }
    return undefined;
  }
}
