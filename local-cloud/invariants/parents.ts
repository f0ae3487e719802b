import { forEach, type Rule } from "./rule";

/** What hangs together over two steps hangs together over one. */
export const parents: readonly Rule[] = [
  forEach("interface", "an interface is of its configuration's Linode", (one, store) => {
    const config = one.config_id === null ? undefined : store.get("config", one.config_id);
    if (config === undefined || config.instance_id === one.instance_id) return undefined;
    return `is of Linode ${one.instance_id}, its configuration of Linode ${config.instance_id}`;
  }),
  forEach("interface", "an interface is in its subnet's VPC", (one, store) => {
    const subnet = one.subnet_id === null ? undefined : store.get("subnet", one.subnet_id);
    if (subnet === undefined || subnet.vpc_id === one.vpc_id) return undefined;
    return `is in VPC ${one.vpc_id}, its subnet in VPC ${subnet.vpc_id}`;
  }),
  forEach("interface", "only an interface with purpose vpc is in a subnet, and it always is", (one) =>
    (one.purpose === "vpc") === (one.subnet_id !== null)
      ? undefined
      : `${one.purpose} with subnet ${one.subnet_id}`,
  ),
  forEach("interface", "an interface is of its Linode's generation", (one, store) => {
    const linode = store.get("instance", one.instance_id);
    if (linode === undefined) return undefined;
    const legacy = one.config_id !== null;
    if (legacy === (linode.interface_generation === "legacy_config")) return undefined;
    return `${legacy ? "is of a configuration" : "is of the Linode itself"}, which has ${linode.interface_generation}`;
  }),
  forEach("config", "a configuration's disks are its Linode's", (config, store) => {
    for (const [slot, device] of Object.entries(config.devices)) {
      const disk = device?.disk_id == null ? undefined : store.get("disk", device.disk_id);
      if (disk !== undefined && disk.instance_id !== config.instance_id) {
        return `${slot} is disk ${disk.id} of Linode ${disk.instance_id}`;
      }
    }
    return undefined;
  }),
  forEach("instance", "the configuration that a Linode booted is its own", (linode, store) => {
    const config =
      linode.booted_config_id === null ? undefined : store.get("config", linode.booted_config_id);
    if (config === undefined || config.instance_id === linode.id) return undefined;
    return `booted configuration ${config.id} of Linode ${config.instance_id}`;
  }),
  forEach("volume", "a volume's configuration is of the Linode that it is attached to", (volume, store) => {
    const config = volume.config_id === null ? undefined : store.get("config", volume.config_id);
    if (config === undefined || config.instance_id === volume.linode_id) return undefined;
    return `is attached to Linode ${volume.linode_id}, its configuration is of Linode ${config.instance_id}`;
  }),
  forEach("nodebalancerNode", "a node is of its configuration's NodeBalancer", (node, store) => {
    const config = store.get("nodebalancerConfig", node.config_id);
    if (config === undefined || config.nodebalancer_id === node.nodebalancer_id) return undefined;
    return `is of NodeBalancer ${node.nodebalancer_id}, its configuration of ${config.nodebalancer_id}`;
  }),
  forEach("nodebalancerNode", "a node's VPC is its NodeBalancer's", (node, store) => {
    const vpc = node.vpc_config_id === null ? undefined : store.get("nodebalancerVpc", node.vpc_config_id);
    if (vpc === undefined || vpc.nodebalancer_id === node.nodebalancer_id) return undefined;
    return `uses VPC configuration ${vpc.id} of NodeBalancer ${vpc.nodebalancer_id}`;
  }),
  forEach("nodebalancerVpc", "a NodeBalancer's subnet is in the VPC that it names", (one, store) => {
    const subnet = store.get("subnet", one.subnet_id);
    if (subnet === undefined || subnet.vpc_id === one.vpc_id) return undefined;
    return `names VPC ${one.vpc_id}, its subnet is in VPC ${subnet.vpc_id}`;
  }),
];
