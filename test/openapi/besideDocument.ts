/** An operation that Linode has and the document doesn't. */
export interface Undocumented {
  method: string;
  /** Variables in braces, as in the document. */
  path: string;
  /** The recording that shows it, or why we know. */
  seen: string;
  /** The documented operation that answers alike; without, only the error answers are judged. */
  like?: string;
}

/** Methods by path; the answers' documented twin where there is one. */
type Row = readonly [path: string, methods: string, seen: string, like?: string];

const ip = "GET /networking/ips/{address}";
const sharing = "linodego: TestImageSharing_Suite";
const ruleSets = "linodego: TestFirewallRuleSets_CRUD";

/** What is newer than the document. They win over the document's variables: `vpc-availability` is no region. */
const rows: readonly Row[] = [
  ["/regions/vpc-availability", "GET", "TestRegionsVPCAvailability_List"],
  ["/regions/{regionId}/vpc-availability", "GET", "linodego: RegionVPCAvailability"],
  ["/networking/reserved/ips", "GET", "linodego: TestReservedIPAddresses_List", "GET /networking/ips"],
  ["/networking/reserved/ips", "POST", "TestIPAddress_Instance_Allocate", ip],
  ["/networking/reserved/ips/types", "GET", "linodego: ReservedIPType"],
  ["/networking/reserved/ips/{address}", "GET", "TestInstance_DeleteInstanceVariants", ip],
  ["/networking/reserved/ips/{address}", "PUT", "linodego: TestReservedIPAddress_Update", ip],
  ["/networking/reserved/ips/{address}", "DELETE", "TestIPAddress_Instance_Allocate"],
  ["/networking/ipv6/pools/{range}", "GET", "linodego: TestIPv6Pool_Get"],
  ["/networking/firewalls/rulesets", "GET POST", ruleSets],
  ["/networking/firewalls/rulesets/{ruleSetId}", "GET PUT DELETE", ruleSets],
  ["/networking/firewalls/{firewallId}/rules/expansion", "GET", "linodego: GetFirewallRulesExpansion"],
  ["/networking/prefixlists", "GET", "linodego: ListPrefixLists"],
  ["/networking/prefixlists/{prefixListId}", "GET", "linodego: GetPrefixList"],
  ["/linode/types-legacy", "GET", "@linode/api-v4: getDeprecatedLinodeTypes"],
  ["/vpcs/default-ranges", "GET", "linodego: TestVPC_DefaultRanges"],
  ["/vpcs/ipv6s", "GET", "linodego: TestVPC_ListAllIPv6Addresses"],
  ["/vpcs/{vpcId}/ipv6s", "GET", "linodego: TestVPC_ListIPv6Addresses"],
  ["/locks", "GET POST", "TestNodeBalancer_Locks"],
  ["/locks/{lockId}", "GET DELETE", "TestNodeBalancer_Locks"],
  ["/images/{imageId}/sharegroups", "GET", sharing],
  ["/images/sharegroups", "GET POST", sharing],
  ["/images/sharegroups/{shareGroupId}", "GET PUT DELETE", sharing],
  ["/images/sharegroups/{shareGroupId}/images", "GET POST", sharing],
  ["/images/sharegroups/{shareGroupId}/images/{imageId}", "GET PUT DELETE", sharing],
  ["/images/sharegroups/{shareGroupId}/members", "GET", sharing],
  ["/betas", "GET", "linodego: ListBetaPrograms"],
  ["/betas/{betaId}", "GET", "linodego: GetBetaProgram"],
  ["/maintenance/policies", "GET", "linodego: TestMaintenancePolicies_List"],
  ["/object-storage/global-quotas", "GET", "linodego: TestObjectStorageGlobalQuotas_Get"],
  ["/object-storage/global-quotas/{quotaId}", "GET", "linodego: TestObjectStorageGlobalQuotas_Get"],
  ["/object-storage/global-quotas/{quotaId}/usage", "GET", "linodego: TestObjectStorageGlobalQuotaUsage_Get"],
  ["/account/events/{eventId}/read", "POST", "linodego: MarkEventRead"],
  ["/betas", "GET", "linodego: TestBetaPrograms_List"],
  ["/betas/{betaId}", "GET", "linodego: TestBetaProgram_Get"],
  ["/longview/plan", "GET PUT", "the provider's traces; the document's split leaves this group out"],
];

/** The same, one operation each. */
export const undocumented: readonly Undocumented[] = rows.flatMap(([path, methods, seen, like]) =>
  methods.split(" ").map((method) => ({ method, path, seen, ...(like === undefined ? {} : { like }) })),
);
