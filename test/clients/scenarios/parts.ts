import { expect } from "vitest";
import { live, type View } from "../support/lifecycle";
import { password, region } from "../support/samples";
import { until } from "../support/until";
import type { Client } from "./client";
import { idle, makeLinode, settled } from "./instances";

const bare = { image: undefined, root_pass: undefined };

async function readyDisk(api: Client, linode: number, disk: number): Promise<View> {
  return until(
    `disk ${disk}`,
    () => api.call("getLinodeDisk", linode, disk),
    ({ status }) => status === "ready",
  );
}

async function disks(api: Client): Promise<void> {
  const { id } = await makeLinode(api, { ...bare, label: "disks" });
  await live({
    create: async () => {
      const disk = await api.call("createLinodeDisk", id, {
        label: "root",
        size: 6_000,
        image: "linode/debian12",
        root_pass: password,
      });
      return readyDisk(api, id, disk.id);
    },
    wanted: { label: "root", size: 6_000, filesystem: "ext4" },
    read: (disk) => api.call("getLinodeDisk", id, disk.id),
    list: (_, page, filter) => api.list("getLinodeDisks", [id], page, filter),
    update: (disk) => api.call("updateLinodeDisk", id, disk.id, { label: "system" }),
    changed: { label: "system" },
    between: async (disk) => {
      await api.call("resizeLinodeDisk", id, disk.id, 7_000);
      await until(
        "resizing",
        () => readyDisk(api, id, disk.id),
        ({ size }) => size === 7_000,
      );
      await idle(api, id);
      await api.call("changeLinodeDiskPassword", id, disk.id, password);
      await idle(api, id);
      const copy = await api.call("cloneLinodeDisk", id, disk.id);
      await readyDisk(api, id, copy.id);
      await idle(api, id);
      await api.call("deleteLinodeDisk", id, copy.id);
      await until(
        "deleting",
        () => api.all("getLinodeDisks", [id]),
        (all) => all.length === 1,
      );
    },
    remove: async (disk) => {
      await api.call("deleteLinodeDisk", id, disk.id);
      await until(
        "deleting",
        () => api.all("getLinodeDisks", [id]),
        (all) => all.length === 0,
      );
    },
  });
  await api.call("deleteLinode", id);
}

async function configs(api: Client): Promise<void> {
  const vpc = await api.call("createVPC", {
    label: "net",
    region,
    subnets: [{ label: "sub", ipv4: "10.0.0.0/24" }],
  });
  const { id } = await makeLinode(api, { ...bare, label: "configs" });
  const disk = await api.call("createLinodeDisk", id, { label: "swap", size: 256, filesystem: "swap" });
  await readyDisk(api, id, disk.id);
  await live({
    create: () =>
      api.call("createLinodeConfig", id, {
        label: "main",
        kernel: "linode/grub2",
        devices: { sda: { disk_id: disk.id } },
        interfaces: [{ purpose: "public" }],
      }),
    wanted: { label: "main", kernel: "linode/grub2", interfaces: [{ purpose: "public" }] },
    read: (config) => api.call("getLinodeConfig", id, config.id),
    list: (_, page, filter) => api.list("getLinodeConfigs", [id], page, filter),
    update: (config) =>
      api.call("updateLinodeConfig", id, config.id, { comments: "changed", run_level: "single" }),
    changed: { comments: "changed", run_level: "single" },
    between: (config) => configInterfaces(api, id, config.id, vpc),
    remove: (config) => api.call("deleteLinodeConfig", id, config.id),
  });
  await api.call("deleteLinode", id);
  await api.call("deleteVPC", vpc.id);
}

async function configInterfaces(api: Client, id: number, config: number, vpc: View): Promise<void> {
  const [first] = await api.all("getConfigInterfaces", [id, config]);
  const made = await api.call("appendConfigInterface", id, config, {
    purpose: "vpc",
    vpc_id: vpc.id,
    subnet_id: vpc.subnets[0].id,
    ipv4: { vpc: "10.0.0.5" },
  });
  expect(await api.call("getConfigInterface", id, config, made.id)).toMatchObject({
    ipv4: { vpc: "10.0.0.5" },
  });
  const changed = { primary: true, ip_ranges: ["10.0.0.64/28"] };
  expect(await api.call("updateConfigInterface", id, config, made.id, changed)).toMatchObject(changed);
  await api.call("updateLinodeConfigOrder", id, config, { ids: [made.id, first?.id] });
  const ordered = await api.all("getConfigInterfaces", [id, config]);
  expect(ordered.map((one) => one.id)).toEqual([made.id, first?.id]);
  await api.call("deleteLinodeConfigInterface", id, config, made.id);
  expect(await api.all("getConfigInterfaces", [id, config])).toHaveLength(1);
}

async function linodeInterfaces(api: Client): Promise<void> {
  if (!api.offers("createLinodeInterface")) return;
  const firewall = await api.call("createFirewall", {
    label: "if-wall",
    rules: { inbound_policy: "DROP", outbound_policy: "ACCEPT", inbound: [], outbound: [] },
  });
  const { id } = await makeLinode(api, {
    ...bare,
    label: "interfaces",
    interface_generation: "linode",
    interfaces: [
      {
        public: {},
        vlan: null,
        vpc: null,
        default_route: { ipv4: true, ipv6: true },
        firewall_id: firewall.id,
      },
    ],
  });
  const expectInterfaces = async (count: number): Promise<void> => {
    if (!api.offers("getLinodeInterfaces")) return;
    expect((await api.call("getLinodeInterfaces", id)).interfaces).toHaveLength(count);
  };
  await expectInterfaces(1);
  const [device] = await api.all("getFirewallDevices", [firewall.id]);
  expect(device?.entity).toMatchObject({ type: "interface" });
  const first: number = device?.entity.id;
  expect(await api.all("getLinodeInterfaceFirewalls", [id, first])).toMatchObject([{ id: firewall.id }]);
  const vlan = {
    public: null,
    vpc: null,
    vlan: { vlan_label: "lan", ipam_address: "10.1.0.1/24" },
    default_route: null,
    firewall_id: null,
  };
  const made = await api.call("createLinodeInterface", id, vlan);
  expect(await api.call("getLinodeInterface", id, made.id)).toMatchObject({ vlan: { vlan_label: "lan" } });
  await expectInterfaces(2);
  const routed = { public: {}, vpc: null, vlan: null, default_route: { ipv4: true } };
  expect(await api.call("updateLinodeInterface", id, first, routed)).toMatchObject({ id: first });
  const settings = { network_helper: false };
  expect(await api.call("updateLinodeInterfacesSettings", id, settings)).toMatchObject(settings);
  expect(await api.call("getLinodeInterfacesSettings", id)).toMatchObject(settings);
  if (api.offers("getLinodeInterfacesHistory")) {
    expect((await api.all("getLinodeInterfacesHistory", [id])).length).toBeGreaterThan(0);
  }
  await api.call("deleteLinodeInterface", id, made.id);
  await expectInterfaces(1);
  await api.call("deleteLinode", id);
  await api.call("deleteFirewall", firewall.id);
}

async function upgradedInterfaces(api: Client): Promise<void> {
  if (!api.offers("upgradeToLinodeInterface")) return;
  const made = await makeLinode(api, { label: "old" });
  const [config] = await api.all("getLinodeConfigs", [made.id]);
  const trial = await api.call("upgradeToLinodeInterface", made.id, { config_id: config?.id, dry_run: true });
  expect(trial).toMatchObject({ dry_run: true });
  await api.call("linodeShutdown", made.id);
  await settled(api, made.id);
  await until(
    "stopping",
    () => api.call("getLinode", made.id),
    ({ status }) => status === "offline",
  );
  await api.call("upgradeToLinodeInterface", made.id, { config_id: config?.id, dry_run: false });
  expect(await api.call("getLinode", made.id)).toMatchObject({ interface_generation: "linode" });
  await api.call("deleteLinode", made.id);
}

/** What a client does with the parts of a Linode. */
export const parts = {
  disks,
  "configurations and their interfaces": configs,
  "Linode interfaces": linodeInterfaces,
  "an upgrade to Linode interfaces": upgradedInterfaces,
};
