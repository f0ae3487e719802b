import prices from "../../../local-cloud/data/prices.json";
import instanceTypes from "../../../local-cloud/data/types.json";

/** When the local cloud's price lists were recorded, by path: they are Linode's of that day, not today's. */
export const recordedPrices: Readonly<Record<string, string>> = {
  "/linode/types": instanceTypes.recorded,
  "/volumes/types": prices.recorded,
  "/nodebalancers/types": prices.recorded,
  "/object-storage/types": prices.recorded,
  "/networking/reserved/ips/types": prices.recorded,
};
