/** What keeps a control: a rule of the policy pack, the host's own configuration, a drill, or people. */
export type Carrier = "policy" | "host" | "drill" | "process";

/** One control of the security policy. */
export interface Control {
  /** The name used everywhere: policy metadata, tests, reports, docs. */
  readonly id: string;
  /** The security policy's own section. */
  readonly section: string;
  readonly title: string;
  /** What the control asks, in one sentence. */
  readonly statement: string;
  /** What keeps it in the first place. */
  readonly carriedBy: Carrier;
  /**
   * How far this version keeps it: `kept`; `partly`, where the note's policies and configuration exist but not yet what hosts,
   * drills or reports add; `planned`, where nothing here keeps it yet.
   */
  readonly state: "kept" | "partly" | "planned";
  /** What exactly carries it, and what carries the rest. */
  readonly note: string;
}

/** The security policy that the controls come from, as policy metadata names it. */
export const securityPolicy = { name: "Bastide security policy", version: "1.0" } as const;

/** Every control, in the order of the requirements. */
export const controls = [
  {
    id: "DC-1",
    section: "5.1",
    title: "The account class",
    statement:
      "Log-in accounts of customers' agents are kept encrypted, with hashed credentials, and never outside Linode.",
    carriedBy: "policy",
    state: "partly",
    note: "Encryption and place by policy; hashing of credentials by the service that stores them.",
  },
  {
    id: "DC-2",
    section: "5.1",
    title: "The contact class",
    statement:
      "Contact details of customers and their agents are kept encrypted, and outside Linode only with approval.",
    carriedBy: "policy",
    state: "kept",
    note: "Encryption and place by policy; the approval itself is declared configuration (EX-2).",
  },
  {
    id: "DC-3",
    section: "5.1",
    title: "The preferences class",
    statement:
      "Customers' preferences and service configuration are kept encrypted, and outside Linode only with approval.",
    carriedBy: "policy",
    state: "kept",
    note: "Encryption and place by policy; the approval itself is declared configuration (EX-2).",
  },
  {
    id: "DC-4",
    section: "5.1",
    title: "The sessions class",
    statement: "What the service records during sessions is kept encrypted and never outside Linode.",
    carriedBy: "policy",
    state: "kept",
    note: "Encryption and place by policy.",
  },
  {
    id: "DC-5",
    section: "5.1",
    title: "The events class",
    statement:
      "Metadata on transactions over the other classes is kept encrypted, without any recorded session, and outside Linode only with approval.",
    carriedBy: "policy",
    state: "partly",
    note: "Encryption and place by policy; what the log relay forwards by the host's configuration.",
  },
  {
    id: "DC-6",
    section: "5.1",
    title: "Every class has systems of its own",
    statement:
      "No instance, volume, network, firewall, bucket, key, secret, backup, database or gateway serves two data classes.",
    carriedBy: "policy",
    state: "kept",
    note: "Judged twice: by tags, and by the relations between resources.",
  },
  {
    id: "DC-7",
    section: "5.1",
    title: "Customer ids may be in every class",
    statement: "The ids that segment customers' data may be stored in any class.",
    carriedBy: "process",
    state: "kept",
    note: "A permission: there is nothing to refuse. The service's data model applies it.",
  },
  {
    id: "DC-8",
    section: "5.1",
    title: "Flows between classes are denied unless declared",
    statement:
      "The only implied flow is each class's system log and transaction metadata to events, one way and without session content.",
    carriedBy: "policy",
    state: "partly",
    note: "Relations between classes by policy; what a relayed log contains by the host's configuration.",
  },
  {
    id: "NW-1",
    section: "2.5",
    title: "Firewalls drop by default",
    statement:
      "Every firewall drops what no rule names, both ways; from outside come only HTTPS to a class's own load balancer and the class's own tunnel.",
    carriedBy: "policy",
    state: "kept",
    note: "Cloud Firewall by policy; the host's own packet filter repeats it.",
  },
  {
    id: "NW-2",
    section: "2.5",
    title: "Every host is behind its own class's firewall",
    statement:
      "Every instance and load balancer is covered by a firewall of its own class, and data nodes have no public address.",
    carriedBy: "policy",
    state: "kept",
    note: "Judged on the relations between resources and on the interfaces of data nodes.",
  },
  {
    id: "NW-3",
    section: "4.2",
    title: "Transport is confidential, authentic and intact",
    statement:
      "Traffic is TLS 1.2 or later with modern ciphers at the edge, and mutual TLS or WireGuard everywhere else.",
    carriedBy: "policy",
    state: "partly",
    note: "Load balancers and storage by policy; the services' TLS and the tunnel by the host's configuration.",
  },
  {
    id: "NW-4",
    section: "2.5",
    title: "Outbound traffic is an allow-list",
    statement: "Hosts reach only package mirrors, time, object storage and their own peers.",
    carriedBy: "policy",
    state: "partly",
    note: "Addresses and ports by policy; names by the gateway's forward proxy.",
  },
  {
    id: "CM-1",
    section: "4.2",
    title: "Encryption at rest",
    statement: "Disks, volumes, buckets and backups are encrypted; backups also by the tool that makes them.",
    carriedBy: "policy",
    state: "partly",
    note: "Disks, volumes and buckets by policy; the backup tool's cipher by the host's configuration.",
  },
  {
    id: "CM-2",
    section: "4.2",
    title: "Integrity of data and files",
    statement: "The database checks its pages and hosts watch their files.",
    carriedBy: "host",
    state: "planned",
    note: "Page checksums and file-integrity monitoring are part of the host description and its tests.",
  },
  {
    id: "CM-3",
    section: "4.2",
    title: "Malware detection",
    statement: "Every host finds and removes malware.",
    carriedBy: "host",
    state: "planned",
    note: "A scanner with current signatures is part of the host description and its tests.",
  },
  {
    id: "CM-4",
    section: "4.2",
    title: "Event logs leave the host",
    statement: "Every host records its audit and system events and ships them elsewhere.",
    carriedBy: "host",
    state: "planned",
    note: "The audit subsystem and the log relay are part of the host description and its tests.",
  },
  {
    id: "CM-5",
    section: "4.2",
    title: "Administrators authenticate with keys",
    statement: "Administrators log in with keys only, never with a password and never as root.",
    carriedBy: "policy",
    state: "partly",
    note: "What an instance is created with by policy; the secure shell's configuration by the host description.",
  },
  {
    id: "CM-6",
    section: "4.2",
    title: "Least privilege",
    statement: "Access is by role and no wider than the role needs.",
    carriedBy: "host",
    state: "partly",
    note: "Users and privileges by the host description; bucket keys' scopes by policy (AC-6).",
  },
  {
    id: "CM-7",
    section: "4.2",
    title: "Nothing unneeded",
    statement: "Software and configuration that a host does not need are removed or disabled.",
    carriedBy: "host",
    state: "partly",
    note: "Package and service lists of the host description; public scripts and unreviewed resource types by policy.",
  },
  {
    id: "CM-8",
    section: "4.2",
    title: "Capacity for twelve months",
    statement: "Processors, memory and storage cover the declared load of at least the next twelve months.",
    carriedBy: "process",
    state: "kept",
    note: "The topology checks the declared forecast; the security team reviews it.",
  },
  {
    id: "CM-9",
    section: "4.2",
    title: "Configuration is documented and reviewed",
    statement:
      "Every configuration is documented, follows good practice and is reviewed at least once a year.",
    carriedBy: "process",
    state: "partly",
    note: "The review's date is configuration and is checked; the review is people's work. Unreviewed resource types are refused by policy.",
  },
  {
    id: "CM-10",
    section: "4.2",
    title: "Changes are approved",
    statement:
      "A designated person approves and documents every change, and the approval ends up in the evidence.",
    carriedBy: "process",
    state: "partly",
    note: "Pull requests and stack configuration; the evidence report records them.",
  },
  {
    id: "AC-1",
    section: "3",
    title: "Keys with a second factor",
    statement:
      "Access takes a hardware-backed key that asks for verification, or a certificate issued after single sign-on with a second factor.",
    carriedBy: "policy",
    state: "partly",
    note: "The keys an instance is created with by policy; the central identity provider by process.",
  },
  {
    id: "AC-2",
    section: "3",
    title: "Log-in by role",
    statement: "Only people who need a system can log in to it, and only the security team administers it.",
    carriedBy: "host",
    state: "partly",
    note: "Users, groups and allowed commands of the host description.",
  },
  {
    id: "AC-3",
    section: "3",
    title: "Managed devices only",
    statement: "People log in from managed devices only.",
    carriedBy: "policy",
    state: "partly",
    note: "The networks a tunnel accepts by policy; the devices' own tunnel keys by the host description.",
  },
  {
    id: "AC-4",
    section: "5.2",
    title: "Access to customer data is a grant",
    statement:
      "An employee's access names the class, purpose, device, approver, start and end, ends by itself and can be audited.",
    carriedBy: "host",
    state: "partly",
    note: "Grants are checked configuration; the host makes them end and records their use.",
  },
  {
    id: "AC-5",
    section: "3",
    title: "Accounts are audited every quarter",
    statement: "Accounts that are inactive or belong to leavers are disabled at once and kept for audit.",
    carriedBy: "process",
    state: "partly",
    note: "The quarterly audit is people's work; its date is checked configuration.",
  },
  {
    id: "AC-6",
    section: "5.2",
    title: "Service credentials",
    statement:
      "Each credential serves one class and one use, has the least scope, is generated, kept secret and can be rotated.",
    carriedBy: "policy",
    state: "partly",
    note: "Scopes, sharing and plain text in user data by policy; rotation by process.",
  },
  {
    id: "EX-1",
    section: "5.4",
    title: "Exceptions are waivers",
    statement:
      "An exception is a written, approved, dated waiver that is printed whenever it is used; a bad or unused one is a violation.",
    carriedBy: "policy",
    state: "partly",
    note: "Waivers are reviewed configuration of the pack.",
  },
  {
    id: "EX-2",
    section: "4.3",
    title: "Outside hosting is approved yearly",
    statement:
      "Hosting a class outside Linode, and any third-party service, has an approval at most one year old.",
    carriedBy: "policy",
    state: "partly",
    note: "Resource types of other providers are refused; approvals are checked configuration.",
  },
  {
    id: "SD-1",
    section: "4.1",
    title: "Review and analysis of every commit",
    statement:
      "Every commit is reviewed and analysed, and scanned for security where it concerns access, audit or encryption.",
    carriedBy: "process",
    state: "kept",
    note: "Branch protection and the project's own security run on every commit.",
  },
  {
    id: "SD-2",
    section: "4.1",
    title: "Third-party components",
    statement:
      "Components are chosen for their quality and security, and updating them is a defined process.",
    carriedBy: "process",
    state: "kept",
    note: "Dependency audit and bill of materials on every commit; decision records.",
  },
  {
    id: "VI-1",
    section: "6",
    title: "Vulnerabilities are looked for",
    statement:
      "Every package on every host is checked against vulnerability databases, and services are scanned.",
    carriedBy: "host",
    state: "planned",
    note: "The scanner is part of the host description and its tests.",
  },
  {
    id: "VI-2",
    section: "6",
    title: "Traffic, workloads and logs are watched",
    statement:
      "Malicious or unauthorised activity is looked for continuously in traffic, workloads and logs.",
    carriedBy: "host",
    state: "planned",
    note: "Detection rules of the host description; the events class collects.",
  },
  {
    id: "VI-3",
    section: "6",
    title: "Monitoring reaches a person",
    statement:
      "Security, performance and availability are monitored around the clock and alerts reach a person.",
    carriedBy: "host",
    state: "planned",
    note: "Probes and alert routes of the host description; being on call is people's work.",
  },
  {
    id: "VI-4",
    section: "6",
    title: "Every outage gets a cause",
    statement: "Incidents are recorded with severity, scope and root cause.",
    carriedBy: "process",
    state: "planned",
    note: "Incident records; drills leave theirs by themselves.",
  },
  {
    id: "BC-1",
    section: "7",
    title: "A lost zone or region is survived",
    statement:
      "The service withstands a long outage of a host, a zone and a region, by host anti-affinity and a second region.",
    carriedBy: "policy",
    state: "partly",
    note: "Placement and regions by policy; that failover works by drill.",
  },
  {
    id: "BC-2",
    section: "7",
    title: "Data is replicated over regions",
    statement: "Infrastructure and data exist in several geographic regions.",
    carriedBy: "policy",
    state: "partly",
    note: "Regions of nodes, volumes and buckets by policy; replication itself by host tests and drills.",
  },
  {
    id: "BC-3",
    section: "7",
    title: "Recovery point",
    statement:
      "Any point of the last seven days can be restored with next to no loss, anything older with at most 24 hours' loss.",
    carriedBy: "drill",
    state: "partly",
    note: "Measured by restoring; retention windows of buckets by policy.",
  },
  {
    id: "BC-4",
    section: "7",
    title: "Backups elsewhere, and unalterable",
    statement:
      "Backups lie in another region than the data and cannot be altered or deleted within their retention, not even by the systems that write them.",
    carriedBy: "policy",
    state: "partly",
    note: "Regions, locks and keys by policy; restoring by drill.",
  },
  {
    id: "BC-5",
    section: "7",
    title: "Failover is drilled",
    statement: "Failover is rehearsed, its recovery time and point are measured, and evidence remains.",
    carriedBy: "drill",
    state: "planned",
    note: "The drill scenarios and their evidence.",
  },
  {
    id: "GO-1",
    section: "1.1",
    title: "The policy is reviewed yearly",
    statement: "The security policy itself is reviewed at least once a year.",
    carriedBy: "process",
    state: "partly",
    note: "The review's date is checked configuration; the review is people's work.",
  },
  {
    id: "GO-2",
    section: "1.1",
    title: "Controls can be traced",
    statement:
      "For each control a report shows the section, the rules that enforce it, the resources they judged and the result.",
    carriedBy: "policy",
    state: "partly",
    note: "Every policy names its controls, every resource its class; the report joins them.",
  },
] as const satisfies readonly Control[];

/** The name of a control. */
export type ControlId = (typeof controls)[number]["id"];
