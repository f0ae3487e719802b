import { type BucketSettings, BucketStore } from "./bucketStore";
import {
  changedOf,
  type Failure,
  isUnknown,
  number,
  type Properties,
  type ResourceType,
  text,
} from "./resource";
import type { TemporaryKey, TemporaryKeys } from "./temporaryKeys";

const label = /^[a-z0-9]([a-z0-9-]{1,61})[a-z0-9]$/;
/** Cluster names of the older interface, such as `fr-par-1`; a region's id may look alike, so only known ones are refused. */
const cluster =
  /^(?:us-(?:east|southeast|lax|mia|ord|iad|sea)|eu-central|ap-south|fr-par|nl-ams|in-maa|id-cgk|it-mil|jp-osa|se-sto|es-mad|br-gru|gb-lon)-1$/;

const days = (inputs: Properties, name: string, least: number): Failure[] => {
  const value = inputs[name];
  return isUnknown(value) || (Number.isInteger(value) && Number(value) >= least)
    ? []
    : [{ property: name, reason: `This is not a whole number of days from ${least} on.` }];
};

/** What is wrong with a bucket's name and region. */
export function labelFailures(inputs: Properties): Failure[] {
  const failures: Failure[] = [];
  if (!isUnknown(inputs.label) && !label.test(String(inputs.label))) {
    failures.push({ property: "label", reason: "Write 3 to 63 lower-case letters, digits and hyphens." });
  }
  if (cluster.test(String(inputs.region))) {
    failures.push({
      property: "region",
      reason: `${inputs.region} is an object-storage cluster. Write the region, for example fr-par.`,
    });
  }
  return failures;
}

const settingsOf = (properties: Properties): BucketSettings => ({
  versioned: true,
  lockMode: text(properties, "lockMode"),
  lockDays: number(properties, "lockDays"),
  noncurrentDays: number(properties, "noncurrentDays"),
});

/** A private bucket with object lock, versioning and a lifecycle, made over S3. */
export function lockedBucket(keys: TemporaryKeys, environment: NodeJS.ProcessEnv): ResourceType {
  const within = <T>(
    properties: Properties,
    operation: (store: BucketStore, key: TemporaryKey) => Promise<T>,
  ) =>
    keys.use(text(properties, "region"), (key) =>
      BucketStore.with(key, text(properties, "label"), environment, (store) => operation(store, key)),
    );
  return {
    computed: ["s3Endpoint", "versioned"],
    check: async (inputs) => {
      const failures = [
        ...days(inputs, "lockDays", 1),
        ...days(inputs, "noncurrentDays", 1),
        ...labelFailures(inputs),
      ];
      if (!isUnknown(inputs.lockMode) && !["COMPLIANCE", "GOVERNANCE"].includes(String(inputs.lockMode))) {
        failures.push({ property: "lockMode", reason: "Write COMPLIANCE or GOVERNANCE." });
      }
      return failures;
    },
    diff: (before, after) => ({
      changed: changedOf(
        ["region", "label", "tags", "lockDays", "lockMode", "noncurrentDays", "versioned"],
        { versioned: true, ...before },
        { ...after, versioned: true },
      ),
      replaces: changedOf(["region", "label"], before, after),
    }),
    create: async (inputs) => {
      const s3Endpoint = await within(inputs, async (store, key) => {
        await store.create();
        await store.configure(settingsOf(inputs));
        return key.endpoint;
      });
      return { id: `${text(inputs, "region")}/${text(inputs, "label")}`, outputs: { ...inputs, s3Endpoint } };
    },
    read: async (_id, properties) => {
      const found = await within(properties, (store) => store.read());
      if (found === undefined) return undefined;
      const { versioned, ...settings } = found;
      return { ...properties, ...settings, ...(versioned ? {} : { versioned }) };
    },
    update: async (_id, before, after) => {
      await within(after, (store) => store.configure(settingsOf(after)));
      return { ...after, s3Endpoint: before.s3Endpoint };
    },
    delete: async (_id, properties) => within(properties, (store) => store.remove()),
  };
}
