import { catalog, type Region } from "../catalog";
import type { Section } from "../core/definition";
import { notFound } from "../core/errors";
import { answerList } from "../core/routes";

/** Networks under one name, which rules of firewalls can name; those of the platform, as linodego reads them. */
interface PrefixList {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly visibility: "public";
  readonly source_prefixlist_id: null;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  readonly version: number;
  readonly created: string;
  readonly updated: string;
  readonly deleted: null;
}

const since = "2025-01-01T00:00:00";

/** The platform keeps the list; here it holds a region's resolvers, which servers of a closed network still need. */
function ofResolvers(region: Region, index: number): PrefixList {
  const networks = (addresses: string, length: number): string[] =>
    addresses.split(",").map((address) => `${address.trim()}/${length}`);
  return {
    id: index + 1,
    name: `pl:system:resolvers:${region.id}`,
    description: `Resolvers in ${region.label}`,
    visibility: "public",
    source_prefixlist_id: null,
    ipv4: networks(region.resolvers.ipv4, 32),
    ipv6: networks(region.resolvers.ipv6, 128),
    version: 1,
    created: since,
    updated: since,
    deleted: null,
  };
}

const lists = catalog.regions.map(ofResolvers);
const filterable = ["id", "name", "visibility", "created", "updated"];
const path = "/networking/prefixlists";
const scope = "firewall";

/** Lists of networks that the platform keeps. */
export const firewallPrefixLists: Section = {
  endpoints: [
    { method: "GET", path, scope, filterable, run: (call) => answerList(call, lists, filterable) },
    {
      method: "GET",
      path: `${path}/:id`,
      scope,
      run: (call) => {
        const found = lists.find(({ id }) => String(id) === call.params.id);
        if (found === undefined) throw notFound();
        return found;
      },
    },
  ],
};
