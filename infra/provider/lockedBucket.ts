import { idOf, labelFailures, onBuckets } from "./bucket";
import type { BucketSettings } from "./bucketStore";
import {
  changedOf,
  type Failure,
  isUnknown,
  number,
  type Properties,
  type ResourceType,
  text,
} from "./resource";
import type { TemporaryKeys } from "./temporaryKeys";

const days = (inputs: Properties, name: string, least: number): Failure[] => {
  const value = inputs[name];
  return isUnknown(value) || (Number.isInteger(value) && Number(value) >= least)
    ? []
    : [{ property: name, reason: `This is not a whole number of days from ${least} on.` }];
};

const settingsOf = (properties: Properties): BucketSettings => ({
  versioned: true,
  lockMode: text(properties, "lockMode"),
  lockDays: number(properties, "lockDays"),
  noncurrentDays: number(properties, "noncurrentDays"),
});

/** A private bucket with object lock, versioning and a lifecycle, made over S3. */
export function lockedBucket(keys: TemporaryKeys, environment: NodeJS.ProcessEnv): ResourceType {
  const within = onBuckets(keys, environment);
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
      return { id: idOf(inputs), outputs: { ...inputs, s3Endpoint } };
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
