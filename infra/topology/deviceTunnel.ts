import type { StackConfig } from "../config/sections";
import { deviceAddress, gatewayAddress } from "./deviceAddresses";
import { nodesOfSite } from "./overlay";
import type { EnclavePlan, NodePlan, SitePlan } from "./plan";
import { ports } from "./ports";

/** What a managed device has to know for a class's tunnel; keys are not part of a plan. */
export interface DeviceTunnel {
  readonly device: string;
  readonly dataClass: string;
  /** The device's own address inside the tunnel, IPv6. */
  readonly address: string;
  /** The log-in names of who administers from this device. */
  readonly people: readonly string[];
  /** The public networks that gateways take it from. */
  readonly networks: readonly string[];
  /** One a region, the active one first. */
  readonly gateways: readonly DeviceGateway[];
}

/** A gateway as a device reaches it. */
export interface DeviceGateway {
  readonly name: string;
  readonly region: string;
  readonly active: boolean;
  /** Host and port. */
  readonly endpoint: string;
  /** Its address inside the tunnel, IPv6: all that the device may send to. */
  readonly address: string;
  /** What is reached through it, by `ssh -J`. */
  readonly nodes: readonly { readonly name: string; readonly role: string; readonly address: string }[];
}

const reached = ({ name, role, overlayAddress }: NodePlan) => ({ name, role, address: overlayAddress });

const gatewayOf = (
  { zone }: EnclavePlan,
  site: SitePlan,
  { organisation, regions }: StackConfig,
): DeviceGateway => ({
  name: site.gateway.name,
  region: site.region,
  active: regions[site.region]?.role === "active",
  endpoint: `gateway.${site.region}.${zone.domain}:${ports.tunnel}`,
  address: gatewayAddress(organisation.domain, site.gateway.overlayAddress),
  nodes: nodesOfSite(site)
    .filter(({ name }) => name !== site.gateway.name)
    .map(reached),
});

/** The tunnel between a managed device and a class. @param device one that an administrator logs in from */
export const deviceTunnel = (config: StackConfig, enclave: EnclavePlan, device: string): DeviceTunnel => ({
  device,
  dataClass: enclave.dataClass.id,
  address: deviceAddress(config.organisation.domain, device),
  people: Object.entries(config.administrators)
    .filter(([, person]) => person.device === device)
    .map(([login]) => login),
  networks: config.managedDevices.networks,
  gateways: enclave.sites
    .map((site) => gatewayOf(enclave, site, config))
    .sort((one, other) => Number(other.active) - Number(one.active)),
});
