import type { Exception } from "./exceptions";

const legacyInterface = {
  fields: { ipv6: "TestInstance_ConfigInterfaces_List" },
  nulls: { ipv4: "TestInstance_ConfigInterfaces_List" },
} as const;

const sharedBy = ["must be string, not number", "@linode/api-v4: PublicInterfaceData"] as const;

/** Linodes and what they are made of. */
export const compute: readonly Exception[] = [
  {
    // The document's minLength is 1, its pattern wants two.
    paths: /^\/(volumes|linode\/instances\/\{linodeId\}\/volumes|tags)/,
    others: { label: ["must match pattern", "@linode/validation: CreateVolumeSchema"] },
  },
  {
    paths: /^\/(linode\/instances(\/\{linodeId\}(\/(clone|rebuild))?)?|tags\/\{tagLabel\})$/,
    fields: {
      locks: "TestTag_Create",
      maintenance_policy: "TestInstance_MaintenancePolicy",
      site_type: "TestInstance_Clone",
      "specs.accelerated_devices": "TestInstance_Clone",
      "alerts.system_alerts": "TestTag_Create",
      "alerts.user_alerts": "TestTag_Create",
      "placement_group.migrating_to": "TestInstance_MigrateToPG",
    },
    nulls: { "backups.last_successful": "TestInstance_Clone" },
    others: {
      host_uuid: ['must match format "uuid"', "TestInstance_Clone"],
      status: ["must be one of", "linodego: InstanceResizing"],
    },
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/configs(\/\{configId\})?$/,
    fields: {
      created: "TestInstance_Configs_List",
      updated: "TestInstance_Configs_List",
      initrd: "TestInstance_Configs_List",
      ...Object.fromEntries(
        [..."ijklmnopqrstuvwxyz"].map((letter) => [
          `devices.sd${letter}`,
          "linodego: TestInstance_Config_VolumeLimitExtension",
        ]),
      ),
    },
    nulls: Object.fromEntries(
      [..."abcdefgh"].flatMap((letter) => [
        [`devices.sd${letter}`, "TestInstance_Configs_List"],
        [
          `devices.sd${letter}.disk_id`,
          letter === "a"
            ? "TestInstance_Volumes_List_Instance"
            : "linodego: TestInstance_Config_VolumeLimitExtension",
        ],
      ]),
    ),
    others: { interfaces: ["must NOT have fewer than 1 items", "TestInstance_Configs_List"] },
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/configs(\/\{configId\})?$/,
    within: /^interfaces\[\]\./,
    fields: { ipv6: "TestNodeBalancerNode_Get_InVPC" },
    nulls: { ipv4: "TestInstance_ConfigInterfaces_Reorder" },
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/configs\/\{configId\}\/interfaces/,
    ...legacyInterface,
    others: {
      "": ["must NOT have fewer than 1 items", "linodego: TestInstance_ConfigInterfaces_AppendDelete"],
    },
  },
  {
    paths: /^\/(linode\/instances\/\{linodeId\}|networking(\/reserved)?)\/ips(\/\{address\})?$/,
    within: /^(ipv4\.(public|private|shared|reserved)\[\]\.)?/,
    fields: {
      assigned_entity: "TestIPAddress_Instance_Allocate",
      reserved: "TestIPAddress_Instance_Allocate",
      tags: "TestInstance_AddReservedIPToInstance",
      interface_id: "TestInstance_Clone",
      vpc_nat_1_1: "TestInstance_Clone",
    },
    nulls: { vpc_nat_1_1: "TestIPAddress_Instance_Allocate", linode_id: "TestIPAddress_Instance_Allocate" },
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/ips$/,
    fields: {
      "ipv4.vpc[].database_id": "TestVPC_Subnet_WithInstance",
      "ipv4.vpc[].nodebalancer_id": "TestVPC_Subnet_WithInstance",
      "ipv6.vpc": "TestIPAddress_Instance_Share",
    },
    nulls: {
      "ipv4.vpc[].nat_1_1": "linodego: VPCIP",
      "ipv6.global[].route_target": "linodego: TestIPv6Range_Share",
    },
  },
  {
    paths: /^\/images(\/\{imageId\}(\/regions)?)?$/,
    fields: {
      image_sharing: "linodego: TestImageSharing_Suite",
      is_shared: "linodego: TestImageSharing_Suite",
    },
    nulls: { regions: "linodego: ExampleListImages_all" },
    others: {
      description: ["must NOT have fewer than 1 characters", "TestInstance_Disk_ListMultiple_Primary"],
    },
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/interfaces(\/\{interfaceId\})?$/,
    nulls: {
      public: "document: its own example of a VLAN interface",
      "interfaces[].public": "document: its own example of a VLAN interface",
    },
    others: {
      "public.ipv4.shared[].linode_id": sharedBy,
      "interfaces[].public.ipv4.shared[].linode_id": sharedBy,
    },
    // `…/interfaces/history`, which the document lacks, looks like one interface to it.
    fields: Object.fromEntries(
      ["data", "page", "pages", "results"].map((field) => [
        field,
        "@linode/api-v4: getLinodeInterfacesHistory",
      ]),
    ),
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/upgrade-interfaces$/,
    within: /^interfaces\[\]\./,
    nulls: { public: "document: its own example of a VLAN interface" },
    others: { "public.ipv4.shared[].linode_id": sharedBy },
  },
  {
    paths: /^\/linode\/kernels(\/\{kernelId\})?$/,
    nulls: { built: "linodego: ExampleListKernels_all" },
  },
  {
    paths: /^\/linode\/stackscripts(\/\{stackscriptId\})?$/,
    fields: { logo_url: "linodego: TestStackscripts_List", ordinal: "linodego: TestStackscripts_List" },
  },
  {
    paths: /^\/linode\/stackscripts(\/\{stackscriptId\})?$/,
    within: /^user_defined_fields\[\]\./,
    fields: {
      header: "linodego: ExampleListStackscripts_page1",
      oneof: "linodego: TestStackscripts_List",
      required: "linodego: ExampleListStackscripts_page1",
    },
    others: { example: ["missing field", "linodego: TestStackscripts_List"] },
  },
  {
    paths: /^\/linode\/types(\/\{typeId\})?$/,
    fields: { accelerated_devices: "linodego: LinodeType" },
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/backups(\/\{backupId\})?$/,
    within: /^(snapshot\.(current|in_progress)\.)?/,
    fields: { region: "linodego: TestInstanceBackups_List" },
    nulls: { finished: "linodego: TestInstanceBackups_List" },
  },
  {
    paths: /^\/linode\/instances\/\{linodeId\}\/backups$/,
    nulls: {
      "snapshot.in_progress": "linodego: TestInstanceBackups_List",
      "snapshot.current": "@linode/api-v4: LinodeBackupsResponse",
    },
  },
  { paths: /^\/account\/users/, fields: { user_type: "@linode/api-v4: User" } },
  {
    paths: /^\/images\/upload$/,
    within: /^image\./,
    fields: {
      image_sharing: "linodego: TestImageSharing_Suite",
      is_shared: "linodego: TestImageSharing_Suite",
    },
    others: { description: ["must NOT have fewer than 1 characters", "linodego: TestImage_CreateUpload"] },
  },
  { paths: /^\/profile$/, fields: { user_type: "linodego: TestProfile_Update" } },
  {
    paths: /^\/placement\/groups(\/\{groupId\}(\/(un)?assign)?)?$/,
    fields: { migrations: "TestPlacementGroup_assignment" },
  },
  {
    paths:
      /^\/(volumes(\/\{volumeId\}(\/(resize|attach|clone))?)?|linode\/instances\/\{linodeId\}\/volumes|tags\/\{tagLabel\})$/,
    fields: { io_ready: "TestVolume_Get", locks: "TestVolume_Get" },
    others: { size: ["must be <= 10240", "@linode/validation: CreateVolumeSchema"] },
  },
];
