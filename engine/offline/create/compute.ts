import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type CloudApi, mayHaveWorked } from "./api";
import { JobFailed, until } from "./jobs";
import { given, list, type Plain, sameLabel, snakeAll, type Translator } from "./translator";

function interfaceBody(item: Plain): Plain {
  const ipv4 = item.ipv4 as Plain | undefined;
  return given({
    purpose: item.purpose,
    label: item.label,
    ipam_address: item.ipamAddress,
    subnet_id: item.subnetId,
    primary: item.primary,
    ip_ranges: item.ipRanges,
    ipv4: ipv4 === undefined ? undefined : given({ vpc: ipv4.vpc, nat_1_1: ipv4.nat11 }),
  });
}

/** Where the answer is lost, the server itself says what came of it. */
async function bootAgain(api: CloudApi, path: string): Promise<void> {
  await api.post(`${path}/boot`, {}).catch((error: unknown) => {
    if (!mayHaveWorked(error)) {
      throw error;
    }
  });
}

const instance: Translator = {
  collection: () => "/linode/instances",
  body: (inputs) => {
    const group = inputs.placementGroup as Plain | undefined;
    const userData = list(inputs.metadatas)[0]?.userData;
    return given({
      label: inputs.label,
      region: inputs.region,
      type: inputs.type,
      image: inputs.image,
      booted: inputs.booted ?? true,
      // The provider makes one up too: the API wants it, and no one may log in with it.
      root_pass:
        inputs.image === undefined ? undefined : (inputs.rootPass ?? randomBytes(32).toString("base64")),
      authorized_keys: inputs.authorizedKeys,
      authorized_users: inputs.authorizedUsers,
      backup_id: inputs.backupId,
      backups_enabled: inputs.backupsEnabled,
      disk_encryption: inputs.diskEncryption,
      firewall_id: inputs.firewallId,
      interfaces: inputs.interfaces === undefined ? undefined : list(inputs.interfaces).map(interfaceBody),
      ipv4: inputs.ipv4s,
      metadata: userData === undefined ? undefined : { user_data: userData },
      placement_group:
        group === undefined ? undefined : given({ id: group.id, compliant_only: group.compliantOnly }),
      private_ip: inputs.privateIp,
      stackscript_id: inputs.stackscriptId,
      stackscript_data: inputs.stackscriptData,
      swap_size: inputs.swapSize,
      tags: inputs.tags,
    });
  },
  isSame: sameLabel,
  finish: async (api, path, object, inputs) => {
    if (inputs.watchdogEnabled === false && object.watchdog_enabled !== false) {
      await api.put(path, { watchdog_enabled: false });
    }
    const wanted = inputs.booted === false ? "offline" : "running";
    for (;;) {
      try {
        return await until(api, path, ({ status }) => status === wanted, wanted);
      } catch (error) {
        if (!(error instanceof JobFailed)) {
          throw error;
        }
        await bootAgain(api, path);
      }
    }
  },
  outputs: (object) => {
    const addresses = Array.isArray(object.ipv4) ? object.ipv4.map(String) : [];
    const isPrivate = (address: string): boolean => address.startsWith("192.168.");
    return given({
      status: object.status,
      ipv4s: addresses,
      ipAddress: addresses.find((address) => !isPrivate(address)),
      privateIpAddress: addresses.find(isPrivate),
      ipv6: object.ipv6,
      hostUuid: object.host_uuid,
      hasUserData: object.has_user_data,
      capabilities: object.capabilities,
    });
  },
  slowDelete: true,
};

const volume: Translator = {
  collection: () => "/volumes",
  body: (inputs) =>
    given({
      label: inputs.label,
      region: inputs.region,
      size: inputs.size,
      linode_id: inputs.linodeId,
      tags: inputs.tags ?? [],
      // The provider sends its default explicitly.
      encryption: inputs.encryption ?? "disabled",
    }),
  isSame: sameLabel,
  finish: (api, path) => until(api, path, ({ status }) => status === "active", "active"),
  outputs: (object) => given({ status: object.status, filesystemPath: object.filesystem_path }),
  beforeDelete: async (api, path) => {
    const isAttached = async (): Promise<boolean> => ((await api.find(path))?.linode_id ?? null) !== null;
    for (let wait = 50; await isAttached(); wait = Math.min(wait * 2, 1000)) {
      try {
        await api.post(`${path}/detach`, {});
        await until(api, path, ({ linode_id }) => linode_id === null, "detached");
      } catch (error) {
        // Where the answer was lost, the volume itself says whether it was done.
        if (!(mayHaveWorked(error) || error instanceof JobFailed)) {
          throw error;
        }
        await sleep(wait);
      }
    }
  },
};

const placementGroup: Translator = {
  collection: () => "/placement/groups",
  body: (inputs) => ({ placement_group_policy: "strict", ...snakeAll(inputs) }),
  isSame: sameLabel,
  outputs: (object) =>
    given({ isCompliant: object.is_compliant, placementGroupPolicy: object.placement_group_policy }),
};

const stackScript: Translator = {
  collection: () => "/linode/stackscripts",
  body: (inputs) => ({ is_public: false, rev_note: "", ...snakeAll(inputs) }),
  isSame: (object, inputs) => object.label === inputs.label && object.mine !== false,
  outputs: (object) => given({ created: object.created, updated: object.updated, username: object.username }),
};

/** Types about machines. */
export const compute: Readonly<Record<string, Translator>> = {
  "linode:index/instance:Instance": instance,
  "linode:index/volume:Volume": volume,
  "linode:index/placementGroup:PlacementGroup": placementGroup,
  "linode:index/stackScript:StackScript": stackScript,
};
