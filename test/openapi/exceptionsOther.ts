import type { Exception } from "./exceptions";

const subnet = {
  databases: "TestVPC_Subnet_List",
  nodebalancers: "TestVPC_Subnet_List",
  ipv6: "TestVPC_Subnet_List",
  vpc_type: "TestVPC_Subnet_Update",
} as const;

const balancer = "TestNodeBalancer_Locks";
const prefixNull = "the document says so in words: null for a prefix";

/** Networks, storage, accounts and the rest. */
export const other: readonly Exception[] = [
  {
    paths: /^\/account\/events(\/\{eventId\})?$/,
    fields: { details: "TestAccountEvents_List" },
    nulls: { secondary_entity: "TestEventPoller_InstancePower", duration: "TestAccountEvents_List" },
    others: {
      "secondary_entity.id": ["must be string, not number", "TestEventPoller_InstancePower"],
      "entity.type": ["must be one of", "linodego: TestDatabaseMySQL_EngineConfig_Suite"],
      "entity.id": ["must be integer, not string", "linodego: EventEntity"],
      time_remaining: ["must be string or null, not number", "TestEventPoller_InstancePower"],
    },
  },
  {
    paths: /^\/account\/settings$/,
    fields: { maintenance_policy: "TestInstance_MaintenancePolicy" },
    nulls: { longview_subscription: "TestInstance_MaintenancePolicy" },
  },
  {
    paths: /^\/domains\/\{domainId\}\/records(\/\{recordId\})?$/,
    others: { name: ["must NOT have fewer", "the provider: a record of the domain itself has no name"] },
  },
  {
    paths: /^\/(domains(\/\{domainId\}(\/clone)?)?|tags\/\{tagLabel\})$/,
    fields: { created: "TestDomain_Get", updated: "TestDomain_Get", errors: "TestDomain_Get" },
    others: {
      description: ["must NOT have fewer than 1 characters", "TestDomain_Get"],
      soa_email: ['must match format "email"', "linodego: a slave has none"],
      group: ["must NOT have fewer than 1 characters", "TestDomain_Get"],
    },
  },
  {
    paths: /^\/profile\/security-questions$/,
    nulls: { "security_questions[].response": "linodego: TestSecurityQuestions_List" },
  },
  {
    paths: /^\/account$/,
    nulls: {
      "credit_card.last_four": "linodego: TestAccount_Get",
      "credit_card.expiry": "linodego: TestAccount_Get",
    },
  },
  {
    paths: /^\/tags\/\{tagLabel\}$/,
    fields: Object.fromEntries(
      [
        "address",
        "assigned_entity",
        "gateway",
        "interface_id",
        "linode_id",
        "prefix",
        "public",
        "rdns",
        "reserved",
        "subnet_mask",
        "vpc_nat_1_1",
      ].map((field) => [field, "linodego: TestTag_CreateTagWithReservedIP"]),
    ),
    others: { type: ["must be one of", "linodego: TestTag_CreateTagWithReservedIP"] },
  },
  {
    paths: /^\/object-storage\/types$/,
    nulls: {
      "price.monthly": "@linode/api-v4: PriceType",
      "region_prices[].monthly": "@linode/api-v4: PriceType",
    },
  },
  {
    paths: /^\/vpcs\/(\{vpcId\}\/)?ips$/,
    fields: {
      database_id: "linodego: TestVPC_ListAllIPAddresses",
      nodebalancer_id: "linodego: TestVPC_ListAllIPAddresses",
    },
    nulls: {
      nat_1_1: "linodego: VPCIP",
      // Of a NodeBalancer's range, which has neither.
      linode_id: "linodego: VPCIP",
      interface_id: "linodego: VPCIP",
    },
  },
  {
    paths: /^\/object-storage\/quotas(\/\{object_storage-quotaId\})?$/,
    fields: {
      has_usage: "linodego: TestObjectStorageQuotas_Get",
      quota_type: "linodego: TestObjectStorageQuotas_Get",
    },
    others: {
      quota_name: ["must be one of", "linodego: TestObjectStorageQuotas_Get"],
      resource_metric: ["must be one of", "linodego: TestObjectStorageQuotas_Get"],
    },
  },
  {
    paths: /^\/object-storage\/buckets\/\{regionId\}\/\{bucket\}\/object-url$/,
    fields: { exists: "linodego: TestLogStream_Delete" },
  },
  {
    paths: /^\/object-storage\/buckets\/\{regionId\}\/\{bucket\}\/object-list$/,
    nulls: { etag: prefixNull, last_modified: prefixNull, owner: prefixNull, size: prefixNull },
    others: { last_modified: ['must match format "date-time"', "linodego: TestObjectStorageObject_Smoke"] },
  },
  {
    paths: /\/firewalls(\/\{firewallId\})?$/,
    fields: {
      entities: "TestFirewall_Get",
      "rules.inbound[].ruleset": "linodego: FirewallRule",
      "rules.outbound[].ruleset": "linodego: FirewallRule",
    },
    nulls: { "rules.outbound": "TestFirewall_Get", "rules.inbound": "linodego: TestFirewallRules_Update" },
    others: {
      "rules.inbound[].protocol": ["must be one of", "linodego: TestFirewallRules_ExtendedProtocols"],
    },
  },
  {
    paths: /\/firewalls\/\{firewallId\}\/(history\/rules\/\{version\}|rules)$/,
    fields: { "inbound[].ruleset": "linodego: FirewallRule", "outbound[].ruleset": "linodego: FirewallRule" },
    nulls: { outbound: "linodego: TestFirewallRules_Update", inbound: "linodego: TestFirewallRules_Update" },
    others: { "inbound[].protocol": ["must be one of", "linodego: TestFirewallRules_ExtendedProtocols"] },
  },
  {
    paths: /^\/networking\/firewalls\/\{firewallId\}\/devices(\/\{deviceId\})?$/,
    fields: { "entity.parent_entity": "TestFirewallDevice_Get" },
  },
  {
    paths: /^\/networking\/firewalls\/settings$/,
    nulls: {
      "default_firewall_ids.linode": "TestFirewallSettings_UpdatePartial",
      "default_firewall_ids.nodebalancer": "TestFirewallSettings_UpdatePartial",
      "default_firewall_ids.public_interface": "TestFirewallSettings_UpdatePartial",
      "default_firewall_ids.vpc_interface": "TestFirewallSettings_UpdatePartial",
    },
  },
  {
    paths: /^\/networking\/firewalls\/templates(\/\{slug\})?$/,
    others: { slug: ["must be", "TestFirewallTemplate_Get"] },
  },
  {
    paths:
      /^\/(nodebalancers(\/\{nodeBalancerId\})?|linode\/instances\/\{linodeId\}\/nodebalancers|tags\/\{tagLabel\})$/,
    fields: {
      client_udp_sess_throttle: balancer,
      frontend_address_type: balancer,
      frontend_vpc_subnet_id: balancer,
      locks: balancer,
    },
  },
  {
    paths: /^\/nodebalancers\/\{nodeBalancerId\}\/configs(\/\{configId\}(\/rebuild)?)?$/,
    fields: {
      udp_check_port: "TestNodeBalancerConfig_Get",
      udp_session_timeout: "TestNodeBalancerConfig_Get",
    },
    others: { nodes: ["missing field", "TestNodeBalancerConfig_Get"] },
  },
  {
    paths: /^\/nodebalancers\/\{nodeBalancerId\}\/configs\/\{configId\}\/nodes(\/\{nodeId\})?$/,
    others: { address: ['must match format "ip"', "TestNodeBalancerNode_Get"] },
  },
  {
    paths: /^\/object-storage\/keys(\/\{keyId\})?$/,
    fields: { bucket_access: "TestObjectStorageKey_Update" },
    nulls: { bucket_access: "TestObjectStorageKey_GetFound" },
  },
  {
    paths: /^\/regions(\/\{regionId\})?$/,
    others: {
      "monitors.alerts": ["must be one of dbaas", "TestVPC_List"],
      "monitors.metrics": ["must be one of dbaas", "TestVPC_List"],
    },
  },
  {
    paths: /^\/vpcs(\/\{vpcId\})?$/,
    fields: { ipv4: "TestVPC_List", ipv6: "TestVPC_List", vpc_type: "TestVPC_List" },
  },
  { paths: /^\/vpcs(\/\{vpcId\})?$/, within: /^subnets\[\]\./, fields: subnet },
  { paths: /^\/vpcs\/\{vpcId\}\/subnets(\/\{vpcSubnetId\})?$/, fields: subnet },
];
