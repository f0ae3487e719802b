import type { Member } from "./stack";

/** What a class adds to the stack of two classes so that its active region, `fr-par`, has a second data node. */
export function replica(dataClass: string): readonly Member[] {
  const [name, site] = [`${dataClass}-fr-par-replica`, `${dataClass}-fr-par`];
  const tags = [`data-class:${dataClass}`, "managed-by:bastide", "role:data"];
  const parent = `Enclave ${dataClass}`;
  return [
    {
      type: "linode:index/instance:Instance",
      name,
      parent,
      protect: true,
      props: { region: "fr-par", type: "g6-dedicated-8", interfaces: [{ purpose: "vpc" }], tags },
      uses: {
        interfaces: [`VpcSubnet ${site}`],
        firewallId: [`Firewall ${site}-data`],
        placementGroup: [`PlacementGroup ${site}`],
        stackscriptId: [`StackScript ${dataClass}`],
      },
    },
    {
      type: "linode:index/volume:Volume",
      name,
      parent,
      props: { region: "fr-par", size: 640, tags },
      uses: { linodeId: [`Instance ${name}`] },
    },
  ];
}
