import type { Linodego } from "./client";

type Invoke = Linodego["invoke"];

/** How a call of the scenarios is spelled in linodego: the method that takes the same arguments, or what to do instead. */
// biome-ignore lint/suspicious/noExplicitAny: each function knows the arguments of its call
export type Spelling = string | ((invoke: Invoke, ...args: any[]) => Promise<unknown>);

/** Those about Linodes and what they are made of. */
export const calls: Readonly<Record<string, Spelling>> = {
  getLinodes: "ListInstances",
  createLinode: (invoke, body) => invoke("CreateInstance", generation(body)),
  getLinode: "GetInstance",
  updateLinode: "UpdateInstance",
  deleteLinode: "DeleteInstance",
  linodeBoot: "BootInstance",
  linodeReboot: "RebootInstance",
  linodeShutdown: "ShutdownInstance",
  rebuildLinode: "RebuildInstance",
  resizeLinode: "ResizeInstance",
  cloneLinode: "CloneInstance",
  scheduleOrQueueMigration: "MigrateInstance",
  startMutation: "UpgradeInstance",
  rescueLinode: (invoke, id, devices) => invoke("RescueInstance", id, { devices }),
  changeLinodePassword: (invoke, id, root_pass) => invoke("ResetInstancePassword", id, { root_pass }),
  getLinodeBackups: "GetInstanceBackups",
  enableBackups: "EnableInstanceBackups",
  cancelBackups: "CancelInstanceBackups",
  takeSnapshot: "CreateInstanceSnapshot",
  restoreBackup: (invoke, id, backup, linode_id, overwrite) =>
    invoke("RestoreInstanceBackup", id, backup, { linode_id, overwrite }),
  getLinodeConfigs: "ListInstanceConfigs",
  createLinodeConfig: "CreateInstanceConfig",
  getLinodeConfig: "GetInstanceConfig",
  updateLinodeConfig: "UpdateInstanceConfig",
  deleteLinodeConfig: "DeleteInstanceConfig",
  getConfigInterfaces: "ListInstanceConfigInterfaces",
  appendConfigInterface: "AppendInstanceConfigInterface",
  getConfigInterface: "GetInstanceConfigInterface",
  updateConfigInterface: "UpdateInstanceConfigInterface",
  updateLinodeConfigOrder: "ReorderInstanceConfigInterfaces",
  deleteLinodeConfigInterface: "DeleteInstanceConfigInterface",
  getLinodeDisks: "ListInstanceDisks",
  createLinodeDisk: "CreateInstanceDisk",
  getLinodeDisk: "GetInstanceDisk",
  updateLinodeDisk: "UpdateInstanceDisk",
  resizeLinodeDisk: "ResizeInstanceDisk",
  cloneLinodeDisk: (invoke, id, disk) => invoke("CloneInstanceDisk", id, disk, {}),
  deleteLinodeDisk: "DeleteInstanceDisk",
  changeLinodeDiskPassword: "PasswordResetInstanceDisk",
  getLinodeInterfaces: "ListInterfaces",
  createLinodeInterface: "CreateInterface",
  getLinodeInterface: "GetInterface",
  updateLinodeInterface: "UpdateInterface",
  deleteLinodeInterface: "DeleteInterface",
  getLinodeInterfaceFirewalls: "ListInterfaceFirewalls",
  getLinodeInterfacesSettings: "GetInterfaceSettings",
  updateLinodeInterfacesSettings: "UpdateInterfaceSettings",
  upgradeToLinodeInterface: "UpgradeInterfaces",
  getLinodeIPs: "GetInstanceIPAddresses",
  allocateIPAddress: (invoke, id, body) => invoke("AddInstanceIPAddress", id, body.public),
  removeIPAddress: (invoke, { linodeID, address }) => invoke("DeleteInstanceIPAddress", linodeID, address),
  getLinodeTransfer: "GetInstanceTransfer",
  getLinodeTransferByDate: (invoke, id, year, month) =>
    invoke("GetInstanceTransferMonthlyV2", id, Number(year), Number(month)),
  getLinodeStats: "GetInstanceStats",
  getLinodeStatsByDate: (invoke, id, year, month) =>
    invoke("GetInstanceStatsByDate", id, Number(year), Number(month)),
  getLinodeVolumes: "ListInstanceVolumes",
  getLinodeFirewalls: "ListInstanceFirewalls",
  getLinodeTypes: "ListTypes",
  getType: "GetType",
  getLinodeKernels: "ListKernels",
  getLinodeKernel: "GetKernel",
  getLocks: "ListLocks",
  createLock: "CreateLock",
  getLock: "GetLock",
  deleteLock: "DeleteLock",

  getVolumes: "ListVolumes",
  createVolume: "CreateVolume",
  getVolume: "GetVolume",
  updateVolume: "UpdateVolume",
  deleteVolume: "DeleteVolume",
  attachVolume: "AttachVolume",
  detachVolume: "DetachVolume",
  resizeVolume: async (invoke, id, { size }) => {
    await invoke("ResizeVolume", id, size);
    return invoke("GetVolume", id);
  },
  cloneVolume: (invoke, id, { label }) => invoke("CloneVolume", id, label),
  getVolumeTypes: "ListVolumeTypes",
  getImages: "ListImages",
  createImage: "CreateImage",
  getImage: "GetImage",
  updateImage: "UpdateImage",
  deleteImage: "DeleteImage",
  updateImageRegions: "ReplicateImage",
  uploadImage: async (invoke, body) => {
    const [image, upload_to] = (await invoke("CreateImageUpload", body)) as [unknown, string];
    return { image, upload_to };
  },
  getPlacementGroups: "ListPlacementGroups",
  createPlacementGroup: "CreatePlacementGroup",
  getPlacementGroup: "GetPlacementGroup",
  updatePlacementGroup: "UpdatePlacementGroup",
  deletePlacementGroup: "DeletePlacementGroup",
  assignLinodesToPlacementGroup: "AssignPlacementGroupLinodes",
  unassignLinodesFromPlacementGroup: "UnassignPlacementGroupLinodes",
  getStackScripts: "ListStackscripts",
  createStackScript: "CreateStackscript",
  getStackScript: "GetStackscript",
  updateStackScript: "UpdateStackscript",
  deleteStackScript: "DeleteStackscript",
};

/** linodego wants to know of which generation interfaces are before it reads them. */
function generation(body: Readonly<Record<string, unknown>>): unknown {
  if (body.interfaces === undefined || body.interface_generation !== undefined) return body;
  return { ...body, interface_generation: "legacy_config" };
}
