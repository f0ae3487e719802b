import { type Base, base, type Machine, type Volume } from "../../../../local-cloud/hosts";
import { seed, smallWorld } from "./hosts";

/** A gateway on the internet and in a VPC, and two hosts in the VPC only; none is booted. */
export interface ThreeHosts {
  readonly small: Awaited<ReturnType<typeof smallWorld>>;
  readonly full: Base;
  readonly gateway: Machine;
  /** With a volume of 64 MiB. */
  readonly data: Machine;
  readonly peer: Machine;
  readonly volume: Volume;
}

/** User data of which every byte has to arrive: also what is neither text nor ends with a line. */
export const bytes = Buffer.concat([
  Buffer.from("#cloud-config\nruncmd:\n- [touch, /root/seeded]\n# "),
  Buffer.from([0xc3, 0xa9, 0x0d]),
]);

/** Makes the three in a world of their own. */
export async function threeHosts(folder: string): Promise<ThreeHosts> {
  const full = await base("full");
  const small = await smallWorld(folder);
  const { world, internet, vpc } = small;
  const volume = await world.volume("data", { mebibytes: 64 });
  const gateway = world.machine({
    name: "gateway",
    base: full,
    seed,
    interfaces: [
      { network: internet, addresses: ["203.0.113.10/24"], gateway: "203.0.113.1" },
      { network: vpc, addresses: ["10.0.0.2/24"] },
    ],
  });
  const inVpc = (name: string, address: string) => ({
    name,
    base: full,
    seed: { ...seed, userData: bytes },
    interfaces: [{ network: vpc, addresses: [address] }],
  });
  const data = world.machine({ ...inVpc("data", "10.0.0.3/24"), volumes: [volume] });
  const peer = world.machine(inVpc("peer", "10.0.0.4/24"));
  return { small, full, gateway, data, peer, volume };
}
