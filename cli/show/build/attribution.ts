import { classesOf, classInDescription, classInName, knownClasses } from "../names";
import type { Account } from "../read/collect";

/** Which data class each thing belongs to; `null` for none or several. Keys are ids as in the view: `node/7`. */
export interface Attribution {
  readonly classOf: ReadonlyMap<string, string | null>;
  /** All classes found: the catalogue's first and in its order, then the others by name. */
  readonly classes: readonly string[];
  /** What carries more than one class, by id. */
  readonly torn: ReadonlyMap<string, readonly string[]>;
}

/** A bucket's id: labels are unique in a region only. */
export const bucketId = (bucket: {
  readonly label: string;
  readonly region?: string;
  readonly cluster?: string;
}): string => `bucket/${bucketRegion(bucket)}/${bucket.label}`;

/** A bucket's region; old buckets have a cluster such as `eu-central-1` only. */
export const bucketRegion = (bucket: { readonly region?: string; readonly cluster?: string }): string =>
  bucket.region ?? (bucket.cluster ?? "").replace(/-\d+$/, "");

/** Finds the class of everything: by tags; where a type has none, through what it hangs on, its description or its name. */
export function attribute(account: Account): Attribution {
  const classOf = new Map<string, string | null>();
  const torn = new Map<string, readonly string[]>();
  const byTags = (
    id: string,
    tags: readonly string[] | undefined,
    otherwise: () => string | null = () => null,
  ) => {
    const found = classesOf(tags ?? []);
    if (found.length > 1) torn.set(id, found);
    classOf.set(id, found.length > 1 ? null : (found[0] ?? otherwise()));
  };
  const ofNode = (id: number | null): string | null => classOf.get(`node/${id}`) ?? null;

  for (const { id, tags } of account.instances) byTags(`node/${id}`, tags);
  for (const { id, tags } of account.balancers) byTags(`balancer/${id}`, tags);
  for (const { id, tags } of account.firewalls) byTags(`firewall/${id}`, tags);
  for (const { id, tags } of account.domains) byTags(`zone/${id}`, tags);
  for (const volume of account.volumes)
    byTags(`volume/${volume.id}`, volume.tags, () => ofNode(volume.linode_id));
  for (const vpc of account.vpcs) classOf.set(`vpc/${vpc.id}`, classInDescription(vpc.description));

  const seen = new Set([...classOf.values()].filter((dataClass) => dataClass !== null));
  // Longest first, so that a class `account` doesn't claim what belongs to a class `sub-account`.
  const candidates = [...new Set([...knownClasses, ...seen])].sort((a, b) => b.length - a.length);
  const byName = (label: string, region: string) => classInName(label, region, candidates);
  for (const group of account.placementGroups) {
    const members = new Set(group.members.map(({ linode_id }) => ofNode(linode_id)));
    const [only] = members.size === 1 ? members : [];
    classOf.set(`placement/${group.id}`, only ?? byName(group.label, group.region));
  }
  for (const bucket of account.buckets)
    classOf.set(bucketId(bucket), byName(bucket.label, bucketRegion(bucket)));
  for (const { address, linode_id, tags, reserved } of account.addresses)
    if (reserved) byTags(`address/${address}`, tags, () => ofNode(linode_id));

  const found = new Set([...classOf.values()].filter((dataClass) => dataClass !== null));
  const others = [...found].filter((dataClass) => !knownClasses.includes(dataClass)).sort();
  return { classOf, torn, classes: [...knownClasses.filter((dataClass) => found.has(dataClass)), ...others] };
}
