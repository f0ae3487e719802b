import { z } from "zod";
import { parseIpv4 } from "../core/addresses";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { allocateIp, type IpRecord, ipView, isFree } from "./ips";
import { requireRegion } from "./shared";

/** Addresses that an account may reserve. Linode sets it for each account; one was recorded to get so many, no more. */
const reservedQuota = 14;

/** Their tags may be shorter than others' (recorded). */
const tags = z
  .array(z.string().min(1, "Length must be 1-50 characters").max(50, "Length must be 1-50 characters"))
  .nullish()
  .transform((value) => (value == null ? undefined : [...new Set(value)].sort()));

/** The account's reserved addresses in their numbers' order, as recorded. */
function reserved(world: World): IpRecord[] {
  return [...world.store.all("ip")]
    .filter((ip) => ip.reserved)
    .sort((a, b) => parseIpv4(a.id) - parseIpv4(b.id));
}

/** Throws if the account has as many reserved addresses as it may have. */
export function checkReservedQuota(world: World): void {
  if (reserved(world).length >= reservedQuota) {
    throw invalid(
      "Additional Reserved IPv4 addresses require technical justification.  Please contact support describing your requirement.",
    );
  }
}

function reserve(call: Call): unknown {
  const input = validate(z.object({ region: z.string(), tags }), call.body);
  const region = requireRegion(input.region).id;
  checkReservedQuota(call.world);
  const ip = allocateIp(call.world, { region, public: true, reserved: true, tags: input.tags ?? [] });
  return ipView(call.world, ip);
}

function find(call: Call): IpRecord {
  const ip = call.world.store.get("ip", call.params.address ?? "");
  if (ip?.reserved !== true) throw notFound();
  return ip;
}

function change(call: Call): unknown {
  const ip = find(call);
  const input = validate(z.object({ tags }), call.body);
  const changed = input.tags === undefined ? ip : call.world.store.patch("ip", ip.id, { tags: input.tags });
  return ipView(call.world, changed ?? ip);
}

/** Ends a reservation; an address in use stays where it is, as an ordinary one. */
function unreserve(call: Call): unknown {
  const ip = find(call);
  if (isFree(ip)) call.world.store.remove("ip", ip.id);
  else call.world.store.patch("ip", ip.id, { reserved: false, tags: [] });
  return {};
}

const filters = ["address", "linode_id", "region", "rdns", "prefix", "gateway", "tags"];
const path = "/networking/reserved/ips";
const scope = "ips";

export const reservedIps: Section = {
  endpoints: [
    {
      method: "GET",
      path,
      scope,
      filterable: filters,
      run: (call) =>
        answerList(
          call,
          reserved(call.world).map((ip) => ipView(call.world, ip)),
          filters,
        ),
    },
    { method: "POST", path, scope, run: reserve },
    { method: "GET", path: `${path}/:address`, scope, run: (call) => ipView(call.world, find(call)) },
    { method: "PUT", path: `${path}/:address`, scope, run: change },
    { method: "DELETE", path: `${path}/:address`, scope, run: unreserve },
  ],
};
