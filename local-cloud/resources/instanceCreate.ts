import { z } from "zod";
import { typeById } from "../catalog";
import { type Call, defineCreation } from "../core/definition";
import { invalid } from "../core/errors";
import { addDevice } from "./firewallDevices";
import { requireImage } from "./images";
import { addImageDisks, hostUuid } from "./instanceParts";
import { instanceReference } from "./instanceRules";
import { defaultAlerts, type InstanceRecord, specsOf } from "./instances";
import { interfaceSchema, setInterfaces } from "./interfaces";
import { allocateIp } from "./ips";
import { requireRoom } from "./placementGroups";
import { id, label, requireRegion, requireUniqueLabel, tags } from "./shared";
import { checkStackScriptData } from "./stackscripts";

/** Unencoded bytes of user data that the API takes. */
const userDataLimit = 65_535;

export const linodeLabel = label(
  3,
  64,
  /^(?!.*(--|__|\.\.))[a-zA-Z0-9][a-zA-Z0-9._-]*[a-zA-Z0-9]$/,
  "Must begin and end with an alphanumeric, and use only letters, numbers, dashes, underscores and periods",
);

export const policySlug = z
  .string()
  .refine(
    (text) => /^linode\/(migrate|power_off_on)$/.test(text),
    "Unsupported maintenance policy slug format.",
  );

const schema = z.object({
  region: z.string(),
  type: z.string(),
  label: linodeLabel.nullish(),
  group: z.string().nullish(),
  image: z.string().nullish(),
  root_pass: z.string().nullish(),
  authorized_keys: z.array(z.string()).nullish(),
  authorized_users: z.array(z.string()).nullish(),
  stackscript_id: id.nullish(),
  stackscript_data: z.record(z.string(), z.coerce.string()).nullish(),
  booted: z.boolean().nullish(),
  backups_enabled: z.boolean().nullish(),
  backup_id: id.nullish(),
  private_ip: z.boolean().nullish(),
  tags,
  swap_size: z.number().int().nonnegative().nullish(),
  boot_size: z.number().int().positive().nullish(),
  kernel: z.string().nullish(),
  interfaces: z.array(z.looseObject({})).nullish(),
  interface_generation: z.enum(["legacy_config", "linode"]).nullish(),
  metadata: z.object({ user_data: z.string().nullish() }).nullish(),
  firewall_id: id.nullish(),
  placement_group: z.object({ id, compliant_only: z.boolean().nullish() }).nullish(),
  disk_encryption: z.enum(["enabled", "disabled"]).nullish(),
  ipv4: z.array(z.string()).nullish(),
  maintenance_policy: policySlug.nullish(),
  watchdog_enabled: z.boolean().nullish(),
});

type Input = z.output<typeof schema>;

function requireLogin(input: Input): void {
  if (input.image == null) return;
  const keys = (input.authorized_keys?.length ?? 0) + (input.authorized_users?.length ?? 0);
  if (!input.root_pass && keys === 0) {
    throw invalid("Must provide valid root_pass, authorized_keys, or authorized_users");
  }
}

function checkUserData(input: Input): void {
  const text = input.metadata?.user_data;
  if (text == null || text === "") return;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text))
    throw invalid("user_data must be base64-encoded", "metadata.user_data");
  if (Buffer.from(text, "base64").length > userDataLimit) {
    throw invalid(`user_data must be at most ${userDataLimit} bytes`, "metadata.user_data");
  }
}

/** Which generation of interfaces the Linode gets; the account's setting decides, as it would at Linode. */
function generation(call: Call, input: Input): string {
  const setting =
    call.world.store.get("account", 1)?.settings.interfaces_for_new_linodes ??
    call.world.settings.interfacesForNewLinodes;
  const byDefault = setting.startsWith("legacy") ? "legacy_config" : "linode";
  const chosen = input.interface_generation ?? byDefault;
  if (chosen === "linode" && setting === "legacy_config_only") {
    throw invalid("The account allows legacy configuration interfaces only", "interface_generation");
  }
  if (chosen === "legacy_config" && setting === "linode_only") {
    throw invalid("The account allows Linode interfaces only", "interface_generation");
  }
  const legacy = (input.interfaces ?? []).some((one) => "purpose" in one);
  if (chosen === "linode" && legacy) {
    throw invalid("Legacy configuration interfaces cannot be used with Linode interfaces", "interfaces");
  }
  if (chosen === "linode" && input.firewall_id != null) {
    throw invalid(
      "firewall_id cannot be used with Linode interfaces; set it on each interface",
      "firewall_id",
    );
  }
  return chosen;
}

/** The account's own reserved address that the request asks for, if it does. */
function reservedAddress(call: Call, input: Input): string | undefined {
  if (input.ipv4 == null) return undefined;
  const [address] = input.ipv4;
  const ip = address === undefined ? undefined : call.world.store.get("ip", address);
  if (input.ipv4.length !== 1 || ip === undefined || !ip.reserved || ip.region !== input.region) {
    throw invalid("Must provide a single valid reserved ipv4 address", "ipv4");
  }
  if (ip.linode_id !== null) throw invalid("Address must be currently unassigned.", "ipv4");
  return ip.id;
}

function build(call: Call, input: Input): InstanceRecord {
  const region = requireRegion(input.region, "Linodes");
  if (typeById(input.type) === undefined) throw invalid("type is not valid", "type");
  if (input.image != null) requireImage(call.world, input.image, "image");
  requireLogin(input);
  checkUserData(input);
  checkStackScriptData(call, input);
  reservedAddress(call, input);
  if (input.disk_encryption === "enabled") requireRegion(input.region, "Disk Encryption");
  if (input.metadata?.user_data) requireRegion(input.region, "Metadata");
  if (input.placement_group != null) requireRoom(call, input.placement_group.id, input.region, 1);
  if (input.firewall_id != null && call.world.store.get("firewall", input.firewall_id) === undefined) {
    throw invalid("firewall_id is not valid", "firewall_id");
  }
  const { store, clock } = call.world;
  const linodeId = store.nextId();
  const text = input.label ?? `linode${linodeId}`;
  requireUniqueLabel(call, "instance", text, "linodes");
  const now = clock.timestamp();
  return {
    id: linodeId,
    label: text,
    group: input.group ?? "",
    status: "provisioning",
    created: now,
    updated: now,
    type: input.type,
    specs: specsOf(input.type),
    image: input.image ?? null,
    region: input.region,
    alerts: defaultAlerts,
    backups: { enabled: input.backups_enabled ?? false, day: null, window: null },
    watchdog_enabled: input.watchdog_enabled ?? true,
    tags: input.tags ?? [],
    host_uuid: hostUuid(linodeId),
    has_user_data: Boolean(input.metadata?.user_data),
    placement_group_id: input.placement_group?.id ?? null,
    disk_encryption:
      input.disk_encryption ?? (region.capabilities.includes("Disk Encryption") ? "enabled" : "disabled"),
    interface_generation: generation(call, input),
    maintenance_policy: input.maintenance_policy ?? "linode/migrate",
    booted_config_id: null,
  };
}

function created(call: Call, linode: InstanceRecord, input: Input): void {
  const { world } = call;
  const reserved = reservedAddress(call, input);
  if (reserved === undefined)
    allocateIp(world, { region: linode.region, public: true, linode_id: linode.id });
  else world.store.patch("ip", reserved, { linode_id: linode.id });
  if (input.private_ip) allocateIp(world, { region: linode.region, public: false, linode_id: linode.id });
  world.store.insert("seed", {
    id: linode.id,
    user_data: input.metadata?.user_data ?? null,
    stackscript_id: input.stackscript_id ?? null,
    stackscript_data: input.stackscript_data ?? {},
    authorized_keys: input.authorized_keys ?? [],
  });
  if (input.firewall_id != null) addDevice(world, input.firewall_id, "linode", linode.id);
  const image = input.image == null ? undefined : requireImage(world, input.image, "image");
  if (image !== undefined) {
    const options = {
      swap: input.swap_size ?? undefined,
      bootSize: input.boot_size ?? undefined,
      kernel: input.kernel ?? undefined,
    };
    const config = addImageDisks(world, linode, image.id, options);
    if (linode.interface_generation === "legacy_config") {
      const interfaces = z.array(interfaceSchema).parse(input.interfaces ?? []);
      setInterfaces(world, config, interfaces, "interfaces");
    }
  }
  world.jobs.start({
    action: image === undefined ? "linode_create_empty" : "linode_create",
    kind: "instance",
    entity: instanceReference(linode),
    secondary:
      image === undefined
        ? null
        : { id: image.id, type: "image", label: image.label, url: `/v4/images/${image.id}` },
    details: { boot: image !== undefined && input.booted !== false },
  });
}

export const instanceCreation = defineCreation({ schema, build, created });
