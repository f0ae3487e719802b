import { type Ground, kinds } from "./ground";
import { show } from "./living";
import type { Tree } from "./tree";

type Body = { [name: string]: Tree };
/** How a good request is made, by operation; undefined if what it needs isn't there. */
export type Recipes = Readonly<Record<string, (ground: Ground) => Body | undefined>>;

export const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZ1enotdGVzdC1rZXktb25seS1mb3ItdGVzdHM fuzz";
const images = ["linode/debian12", "linode/ubuntu24.04", "linode/alpine3.19"] as const;
const plans = ["g6-nanode-1", "g6-nanode-1", "g6-standard-1", "g6-standard-2", "g6-dedicated-2"] as const;
const login = { authorized_keys: [publicKey] };

function image(ground: Ground): Tree {
  const own = ground.chance.percent(10)
    ? ground.ref(
        kinds.image,
        (one) => String(one.id.value).startsWith("private/") && one.data.status === "available",
      )
    : undefined;
  return own ?? ground.chance.one(images);
}

export function legacyInterface(
  ground: Ground,
  purpose = ground.chance.one(["public", "vlan", "vpc"] as const),
): Body {
  const { chance } = ground;
  const subnet = purpose === "vpc" ? ground.ref(kinds.subnet) : undefined;
  if (purpose === "vlan")
    return { purpose, label: chance.one(["wire", "wire-2"]), ipam_address: "10.9.0.1/24" };
  if (subnet === undefined) return { purpose: "public" };
  const nat = ground.maybe(30, "nat_1_1", () => "any");
  return {
    purpose,
    subnet_id: subnet,
    ...ground.maybe(40, "ipv4", () => ({
      ...nat,
      ...ground.maybe(20, "vpc", () => `10.${chance.below(4)}.0.${chance.between(2, 20)}`),
    })),
    ...ground.maybe(20, "ip_ranges", () => [`10.${chance.below(4)}.0.${chance.between(8, 15) * 16}/28`]),
    ...ground.maybe(20, "primary", () => true),
  };
}

function legacyInterfaces(ground: Ground): Tree {
  const { chance } = ground;
  const purposes = chance.some(["public", "vpc", "vlan", "vpc"] as const, 3);
  return purposes.map((purpose) => legacyInterface(ground, purpose));
}

export function linodeInterface(ground: Ground): Body {
  const { chance } = ground;
  const purpose = chance.one(["public", "vlan", "vpc"] as const);
  const firewall = ground.maybe(40, "firewall_id", () => ground.ref(kinds.firewall));
  if (purpose === "vlan")
    return { vlan: { vlan_label: chance.one(["wire", "wire-2"]), ipam_address: "10.9.0.2/24" } };
  const subnet = purpose === "vpc" ? ground.ref(kinds.subnet) : undefined;
  if (subnet === undefined) return { public: {}, default_route: { ipv4: true }, ...firewall };
  return { vpc: { subnet_id: subnet }, ...firewall };
}

function devices(ground: Ground): Tree {
  const disks = ground.refs(kinds.disk, 3).map((disk_id) => ({ disk_id }));
  const volume = ground.chance.percent(30)
    ? ground.ref(
        kinds.volume,
        (one) => one.data.linode_id === null || show(ground.ids.linodeId) === String(one.data.linode_id),
      )
    : undefined;
  const all: Body[] = [...disks, ...(volume === undefined ? [] : [{ volume_id: volume }])];
  return Object.fromEntries(all.map((device, index) => [`sd${"abcdefgh"[index]}`, device]));
}

function newLinode(ground: Ground): Body {
  const { chance } = ground;
  const generation = chance.one(["legacy_config", "legacy_config", undefined, "linode", "linode"] as const);
  const withImage = chance.percent(80);
  return {
    region: ground.region,
    type: chance.one(plans),
    ...ground.maybe(80, "label", () => ground.label("node")),
    ...(withImage ? { image: image(ground), ...login } : {}),
    ...ground.maybe(30, "tags", () => ground.tags()),
    ...ground.maybe(30, "private_ip", () => true),
    ...ground.maybe(40, "backups_enabled", () => true),
    ...ground.maybe(20, "booted", () => chance.percent(50)),
    ...ground.maybe(20, "swap_size", () => chance.one([0, 256, 512])),
    ...ground.maybe(15, "placement_group", () => group(ground)),
    ...ground.maybe(10, "disk_encryption", () => chance.one(["enabled", "disabled"])),
    ...ground.maybe(10, "metadata", () => ({ user_data: Buffer.from("#cloud-config\n").toString("base64") })),
    ...ground.maybe(8, "ipv4", () => reserved(ground)),
    ...ground.maybe(5, "maintenance_policy", () => chance.one(["linode/migrate", "linode/power_off_on"])),
    ...(generation === undefined ? {} : { interface_generation: generation }),
    ...(generation === "linode"
      ? ground.maybe(70, "interfaces", () => [linodeInterface(ground)])
      : {
          ...ground.maybe(25, "firewall_id", () => ground.ref(kinds.firewall)),
          ...(withImage ? ground.maybe(50, "interfaces", () => legacyInterfaces(ground)) : {}),
        }),
  };
}

function group(ground: Ground): Tree | undefined {
  const id = ground.ref(kinds.group);
  return id === undefined ? undefined : { id };
}

function reserved(ground: Ground): Tree | undefined {
  const address = ground.ref(kinds.reserved);
  return address === undefined ? undefined : [address];
}

function config(ground: Ground): Body {
  return {
    label: ground.label("config"),
    devices: devices(ground),
    ...ground.maybe(30, "interfaces", () => legacyInterfaces(ground)),
    ...ground.maybe(30, "kernel", () => ground.chance.one(["linode/latest-64bit", "linode/grub2"])),
  };
}

/** Gives a body with one reference, if there is something to refer to. */
function withRef(name: string, kind: string, more: (ground: Ground) => Body = () => ({})) {
  return (ground: Ground): Body | undefined => {
    const id = ground.ref(kind);
    return id === undefined ? undefined : { [name]: id, ...more(ground) };
  };
}

const optionalConfig = (ground: Ground): Body =>
  ground.maybe(40, "config_id", () => ground.ref(kinds.config));
const at = "/linode/instances/{linodeId}";

export const compute: Recipes = {
  "POST /linode/instances": newLinode,
  [`PUT ${at}`]: (ground) => ({
    ...ground.maybe(60, "label", () => ground.label("node")),
    ...ground.maybe(40, "tags", () => ground.tags()),
    ...ground.maybe(30, "watchdog_enabled", () => ground.chance.percent(50)),
  }),
  [`POST ${at}/boot`]: optionalConfig,
  [`POST ${at}/reboot`]: optionalConfig,
  [`POST ${at}/shutdown`]: () => ({}),
  [`POST ${at}/resize`]: ({ chance }) => ({
    type: chance.one(plans),
    allow_auto_disk_resize: chance.percent(70),
  }),
  [`POST ${at}/migrate`]: (ground) => ({
    ...ground.maybe(60, "region", () => ground.chance.one(["fr-par", "de-fra-2", "us-east"])),
    ...ground.maybe(20, "placement_group", () => group(ground)),
  }),
  [`POST ${at}/rebuild`]: (ground) => ({
    image: image(ground),
    ...login,
    ...ground.maybe(20, "booted", () => false),
  }),
  [`POST ${at}/clone`]: (ground) => ({
    region: ground.region,
    type: ground.chance.one(plans),
    ...ground.maybe(50, "label", () => ground.label("copy")),
    ...ground.maybe(20, "disks", () => ground.refs(kinds.disk, 2)),
    ...ground.maybe(10, "configs", () => ground.refs(kinds.config, 2)),
    ...ground.maybe(20, "private_ip", () => true),
  }),
  [`POST ${at}/rescue`]: (ground) => ({ devices: devices(ground) }),
  [`POST ${at}/backups`]: (ground) => ({ label: ground.label("snapshot") }),
  [`POST ${at}/backups/enable`]: () => ({}),
  [`POST ${at}/backups/{backupId}/restore`]: (ground) => {
    const linode_id = ground.ref(kinds.linode, (one) => show(one.id) === show(ground.ids.linodeId));
    return linode_id === undefined ? undefined : { linode_id, overwrite: true };
  },
  [`POST ${at}/disks`]: (ground) => ({
    size: ground.chance.one([64, 512, 1024, 4096]),
    label: ground.label("disk"),
    ...(ground.chance.percent(20)
      ? { image: image(ground), ...login, size: 8000 }
      : { filesystem: ground.chance.one(["ext4", "swap", "raw"]) }),
  }),
  [`PUT ${at}/disks/{diskId}`]: (ground) => ({ label: ground.label("disk") }),
  [`POST ${at}/disks/{diskId}/resize`]: ({ chance }) => ({ size: chance.one([128, 512, 2048, 8192]) }),
  [`POST ${at}/disks/{diskId}/password`]: () => ({ password: "correct-Horse-7-battery" }),
  [`POST ${at}/password`]: () => ({ root_pass: "correct-Horse-7-battery" }),
  [`POST ${at}/configs`]: config,
  [`PUT ${at}/configs/{configId}`]: config,
  [`POST ${at}/configs/{configId}/interfaces`]: (ground) => legacyInterface(ground),
  [`PUT ${at}/configs/{configId}/interfaces/{interfaceId}`]: (ground) =>
    ground.maybe(80, "primary", () => ground.chance.percent(50)),
  [`POST ${at}/configs/{configId}/interfaces/order`]: (ground) => ({
    ids: ground.living
      .of(kinds.legacyInterface)
      .filter((one) => show(one.ids.configId) === show(ground.ids.configId))
      .map(({ id }) => id)
      .reverse(),
  }),
  [`POST ${at}/interfaces`]: linodeInterface,
  [`PUT ${at}/interfaces/{interfaceId}`]: (ground) =>
    ground.maybe(50, "default_route", () => ({ ipv4: true })),
  [`PUT ${at}/interfaces/settings`]: ({ chance }) => ({ network_helper: chance.percent(50) }),
  [`POST ${at}/upgrade-interfaces`]: (ground) => ({
    dry_run: ground.chance.percent(30),
    ...optionalConfig(ground),
  }),
  [`POST ${at}/ips`]: (ground) => ({
    type: "ipv4",
    public: ground.chance.percent(70),
    ...ground.maybe(20, "address", () => ground.ref(kinds.reserved)),
  }),
  [`PUT ${at}/ips/{address}`]: ({ chance }) => ({ rdns: chance.one([null, "node.example.org"]) }),
  [`PUT ${at}/firewalls`]: (ground) => ({ firewall_ids: ground.refs(kinds.firewall, 1) }),
  "POST /images": withRef("disk_id", kinds.disk, (ground) => ({ label: ground.label("image") })),
  "PUT /images/{imageId}": (ground) => ({ label: ground.label("image") }),
  "POST /images/upload": (ground) => ({ label: ground.label("upload"), region: ground.region }),
  "POST /images/{imageId}/regions": ({ chance }) => ({
    regions: chance.some(["fr-par", "us-east", "gb-lon"], 3),
  }),
  "POST /images/sharegroups": (ground) => ({ label: ground.label("share") }),
  "PUT /images/sharegroups/{shareGroupId}": (ground) => ({ label: ground.label("share") }),
  "POST /images/sharegroups/{shareGroupId}/images": (ground) => {
    const id = ground.ref(kinds.image, (one) => String(one.id.value).startsWith("private/"));
    return id === undefined ? undefined : { images: [{ id }] };
  },
  "POST /linode/stackscripts": (ground) => ({
    label: ground.label("script"),
    images: ["any/all"],
    script: ground.chance.one([
      "#!/bin/sh\ntrue\n",
      '#!/bin/sh\n# <UDF name="who" label="Who" example="me">\n',
    ]),
  }),
  "PUT /linode/stackscripts/{stackscriptId}": (ground) => ({ label: ground.label("script") }),
  "POST /placement/groups": (ground) => ({
    label: ground.label("group"),
    region: ground.region,
    placement_group_type: "anti_affinity:local",
    placement_group_policy: ground.chance.one(["strict", "flexible"]),
  }),
  "PUT /placement/groups/{groupId}": (ground) => ({ label: ground.label("group") }),
  "POST /placement/groups/{groupId}/assign": (ground) => {
    const linode = ground.ref(kinds.linode, (one) => one.data.placement_group == null);
    return linode === undefined
      ? undefined
      : { linodes: [linode, ...ground.maybe1(20, () => ground.ref(kinds.linode))] };
  },
  "POST /placement/groups/{groupId}/unassign": (ground) => {
    const members = (ground.thing?.data.members ?? []) as { linode_id: number }[];
    const linode = ground.ref(kinds.linode, (one) =>
      members.some(({ linode_id }) => linode_id === one.id.value),
    );
    return linode === undefined ? undefined : { linodes: [linode] };
  },
  "POST /volumes": (ground) => ({
    label: ground.label("volume"),
    ...(ground.chance.percent(50)
      ? { region: ground.region }
      : (withRef("linode_id", kinds.linode)(ground) ?? { region: ground.region })),
    ...ground.maybe(40, "size", () => ground.chance.between(10, 40)),
    ...ground.maybe(20, "encryption", () => ground.chance.one(["enabled", "disabled"])),
    ...ground.maybe(30, "tags", () => ground.tags()),
  }),
  "PUT /volumes/{volumeId}": (ground) => ({
    label: ground.label("volume"),
    ...ground.maybe(50, "tags", () => ground.tags()),
  }),
  "POST /volumes/{volumeId}/attach": withRef("linode_id", kinds.linode),
  "POST /volumes/{volumeId}/detach": () => ({}),
  "POST /volumes/{volumeId}/resize": ({ chance }) => ({ size: chance.between(30, 90) }),
  "POST /volumes/{volumeId}/clone": (ground) => ({ label: ground.label("volume") }),
};
