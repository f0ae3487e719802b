import { z } from "zod";
import { id, ipamAddress } from "./shared";

/** In place of an address: the platform chooses. */
export const automatic = "auto";

const address = z.object({ address: z.string().nullish(), primary: z.boolean().nullish() });
const ranges = z.array(z.object({ range: z.string() })).nullish();
const defaultRoute = z.object({ ipv4: z.boolean().nullish(), ipv6: z.boolean().nullish() }).nullish();

const publicPart = z
  .object({
    ipv4: z.object({ addresses: z.array(address).nullish() }).nullish(),
    ipv6: z.object({ ranges }).nullish(),
  })
  .nullish();

const wanted = z.array(z.object({ range: z.string().nullish() })).nullish();

const vpcFields = {
  ipv4: z
    .object({
      addresses: z.array(address.extend({ nat_1_1_address: z.string().nullish() })).nullish(),
      ranges,
    })
    .nullish(),
  ipv6: z.object({ slaac: wanted, ranges: wanted, is_public: z.boolean().nullish() }).nullish(),
};

const vlanLabel = z
  .string()
  .min(1, "Length must be 1-64 characters")
  .max(64, "Length must be 1-64 characters")
  .regex(/^(?!.*--)[a-zA-Z0-9-]+$/, "Must only use ASCII letters, numbers, and dashes");

/** A new Linode interface: exactly one of `public`, `vpc` and `vlan`. */
export const linodeInterfaceSchema = z.object({
  firewall_id: z.number().int().nullish(),
  default_route: defaultRoute,
  public: publicPart,
  vpc: z.object({ subnet_id: id, ...vpcFields }).nullish(),
  vlan: z.object({ vlan_label: vlanLabel, ipam_address: ipamAddress }).nullish(),
});

/** A change of one; its kind and its VLAN are fixed. */
export const linodeInterfaceChange = z.object({
  default_route: defaultRoute,
  public: publicPart,
  vpc: z.object({ subnet_id: id.nullish(), ...vpcFields }).nullish(),
  vlan: z.object({ vlan_label: vlanLabel.nullish(), ipam_address: ipamAddress }).nullish(),
});

export type LinodeInterfaceInput = z.output<typeof linodeInterfaceSchema>;
export type LinodeInterfaceChange = z.output<typeof linodeInterfaceChange>;
