import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import type { World } from "../core/world";

/** A VLAN; it comes into being with the first interface that names it. Its id is `region/label`. */
export interface VlanRecord extends Entity {
  id: string;
  region: string;
  label: string;
  created: string;
}

declare module "../core/kinds" {
  interface Kinds {
    vlan: VlanRecord;
  }
}

/** VLANs that an account may have in one region. */
const vlansPerRegion = 10;

/** Makes the VLAN that an interface names, unless it is there. */
export function requireVlan(world: World, region: string, label: string, field: string): void {
  const id = `${region}/${label}`;
  if (world.store.get("vlan", id) !== undefined) return;
  if (world.store.where("vlan", "region", region).length >= vlansPerRegion) {
    throw invalid(`You may not have more than ${vlansPerRegion} VLANs in a region`, field);
  }
  world.store.insert("vlan", { id, region, label, created: world.clock.timestamp() });
}

function members(world: World, vlan: VlanRecord): number[] {
  const ids = world.store
    .where("interface", "label", vlan.label)
    .filter((one) => one.purpose === "vlan")
    .filter((one) => world.store.get("instance", one.instance_id)?.region === vlan.region)
    .map((one) => one.instance_id);
  return [...new Set(ids)].sort((a, b) => a - b);
}

function view(world: World, vlan: VlanRecord): unknown {
  const { id: _, ...shown } = vlan;
  return { ...shown, linodes: members(world, vlan) };
}

function remove(call: Call): unknown {
  const { world } = call;
  const vlan = world.store.get("vlan", `${call.params.region}/${call.params.label}`);
  if (vlan === undefined) throw notFound();
  if (members(world, vlan).length > 0) {
    throw invalid("VLAN must be detached from every Linode before it can be deleted");
  }
  world.store.remove("vlan", vlan.id);
  return {};
}

const filterable = ["label", "region", "linodes", "created"];

export const vlans: Section = {
  indexes: { vlan: ["region"] },
  endpoints: [
    {
      method: "GET",
      path: "/networking/vlans",
      scope: "linodes",
      filterable,
      run: (call) => {
        const rows = [...call.world.store.all("vlan")].map((one) => view(call.world, one));
        return answerList(call, rows, filterable);
      },
    },
    { method: "DELETE", path: "/networking/vlans/:region/:label", scope: "linodes", run: remove },
  ],
};
