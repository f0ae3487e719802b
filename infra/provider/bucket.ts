import { BucketStore } from "./bucketStore";
import { type Failure, isUnknown, type Properties, text } from "./resource";
import type { TemporaryKey, TemporaryKeys } from "./temporaryKeys";

const label = /^[a-z0-9]([a-z0-9-]{1,61})[a-z0-9]$/;
/** Cluster names of the older interface, such as `fr-par-1`; a region's id may look alike, so only known ones are refused. */
const cluster =
  /^(?:us-(?:east|southeast|lax|mia|ord|iad|sea)|eu-central|ap-south|fr-par|nl-ams|in-maa|id-cgk|it-mil|jp-osa|se-sto|es-mad|br-gru|gb-lon)-1$/;

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

/** The id of a bucket: names alone may be given twice. */
export const idOf = (inputs: Properties): string => `${text(inputs, "region")}/${text(inputs, "label")}`;

/** Does something in the bucket that properties name, over S3, with a key that lives as long as that takes. */
export const onBuckets =
  (keys: TemporaryKeys, environment: NodeJS.ProcessEnv) =>
  <T>(properties: Properties, operation: (store: BucketStore, key: TemporaryKey) => Promise<T>): Promise<T> =>
    keys.use(text(properties, "region"), (key) =>
      BucketStore.with(key, text(properties, "label"), environment, (store) => operation(store, key)),
    );
