import { catalog } from "../catalog";

/** Where S3 of each region is on this machine, as host:port, by Linode's own name for it. */
export const addressesByName = (endpoints: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    catalog.storageEndpoints.flatMap(({ region, s3_endpoint: name }) => {
      const address = endpoints[region];
      return name === null || address === undefined ? [] : [[name, address]];
    }),
  );
