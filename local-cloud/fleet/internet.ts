import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";

import { catalog } from "../catalog";
import type { World } from "../core/world";
import { aptMirror } from "../hosts/aptMirror";
import type { Base } from "../hosts/base";
import { joinSockets } from "../hosts/joinSockets";
import type { Place } from "../hosts/place";
import { type Authority, keptAuthority } from "../hosts/services/authority";
import { mirrorNames, mirrorOf, startMirror } from "../hosts/services/mirror";
import { type NameService, startNames } from "../hosts/services/names";
import { startTime } from "../hosts/services/time";
import type { World as HostsWorld } from "../hosts/world";
import type { Running } from "../index";
import { type Networks, placeWith } from "./networks";

/** Public resolvers and time servers that answer in this internet; no others do. */
const resolvers = ["9.9.9.9", "149.112.112.112", "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4"];
const timeServers = ["162.159.200.1", "162.159.200.123"];
const archive = "151.101.2.132";
/** Object storage has one address in each region, counted from here (RFC 5737's third network). */
const firstStorage = [203, 0, 113, 1] as const;

/** A local cloud as its hosts meet it: its state, and S3 as this process reaches it. */
export type CloudOfHosts = Pick<Running, "world" | "s3Endpoints" | "caFile">;

export interface InternetOptions {
  readonly cloud: CloudOfHosts;
  readonly hosts: HostsWorld;
  readonly networks: Networks;
  readonly base: Base;
  /** File of the authority that hosts trust, which outlives this process as their disks do. */
  readonly authority: string;
}

/** What hosts reach outside: names, time, Debian's archives and object storage. */
export interface Internet {
  /** To be trusted by hosts: it vouches for all that is here. */
  readonly authority: Authority;
  /** Answers with the zones that the API has now. */
  renew(): void;
}

/** Starts it. It ends with the world. */
export async function openInternet(options: InternetOptions): Promise<Internet> {
  const { cloud, hosts, networks, base } = options;
  const authority = await keptAuthority(options.authority);
  const all = [...resolvers, ...timeServers, archive];
  const place = await placeWith(hosts, "internet", networks.internet, all);
  const mirror = createServer(await authority.issue([...mirrorNames, archive]), mirrorOf(await aptMirror()));
  mirror.listen(await place.listen(archive, 443));
  await startMirror(place, archive);
  const stores = await openStorage(options, authority);
  const fixed: Record<string, readonly string[]> = {
    ...Object.fromEntries(mirrorNames.map((name) => [name, [archive]])),
    ...stores,
  };
  const namesNow = () => ({ ...zonesOf(cloud.world), ...fixed });
  let last = JSON.stringify(namesNow());
  const names: NameService = await startNames(hosts, place, {
    ...{ base, addresses: resolvers, names: namesNow(), tls: { authority, names: ["dns.quad9.net"] } },
  });
  await startTime(hosts, place, { base, addresses: timeServers });
  return {
    authority,
    renew() {
      const now = namesNow();
      if (JSON.stringify(now) === last) return;
      last = JSON.stringify(now);
      names.set(now);
    },
  };
}

/** IPv4 addresses of the zones' names. */
function zonesOf({ store }: World): Record<string, readonly string[]> {
  const found: Record<string, string[]> = {};
  for (const zone of store.all("domain"))
    for (const { type, name, target } of store.where("domainEntry", "domain_id", zone.id)) {
      if (type !== "A") continue;
      const whole = name === "" ? zone.domain : `${name}.${zone.domain}`;
      found[whole] = [...(found[whole] ?? []), target];
    }
  return found;
}

/** Each region's object storage at its own name, inside the region: passed on, byte by byte, to the API's. Gives names and addresses. */
async function openStorage(
  { cloud, hosts, networks }: InternetOptions,
  authority: Authority,
): Promise<Record<string, readonly string[]>> {
  const [a, b, c, first] = firstStorage;
  const found = catalog.storageEndpoints.flatMap(({ region, s3_endpoint: name }) => {
    const endpoint = cloud.s3Endpoints[region];
    return name === null || endpoint === undefined ? [] : [{ region, name, endpoint }];
  });
  return Object.fromEntries(
    await Promise.all(
      found.map(async ({ region, name, endpoint }, index) => {
        const address = [a, b, c, first + index].join(".");
        const network = await networks.region(region);
        const place = await placeWith(hosts, `storage-${index + 1}`, network, [address]);
        await passOn(place, address, await authority.issue([name]), endpoint, cloud.caFile);
        return [name, [address]] as const;
      }),
    ),
  );
}

async function passOn(
  place: Place,
  address: string,
  certificate: { cert: string; key: string },
  endpoint: string,
  caFile: string,
): Promise<void> {
  const [host = "", port = ""] = endpoint.split(":");
  const ca = readFileSync(caFile, "utf8");
  const server = createTlsServer(certificate, (socket) =>
    joinSockets(socket, connectTls({ host, port: Number(port), ca })),
  );
  server.listen(await place.listen(address, 443));
}
