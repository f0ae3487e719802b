import type { StackView } from "./view";

/** Where the prices come from and of what day they are, in one or two sentences. */
export function priceSources({ api, priceLists }: StackView): string {
  const missing = priceLists.filter(({ published }) => !published).map(({ path }) => path);
  const gaps = missing.length === 0 ? "" : ` It has no list at ${missing.join(", ")}.`;
  if (!api.local)
    return `Prices are today's, in US dollars before tax, from the price lists of ${api.url}.${gaps}`;
  const dated = priceLists
    .filter(({ published }) => published)
    .map(({ path, recorded }) => `${path} ${recorded ?? "of an unknown date"}`);
  return `Prices are Linode's in US dollars before tax, as recorded for the local cloud: ${dated.join("; ")}.${gaps}`;
}
