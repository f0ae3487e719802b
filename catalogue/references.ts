import type { ControlId } from "./controls";

/** Where a published standard asks for what a control keeps. */
export interface References {
  /** Such as `ISO27001:A.8.24` (Annex A of 2022), `SOC2:CC6.1` (criteria of 2017), `GDPR:Art.32(1)(a)`, `CISv8:3.11` (CIS Controls). */
  readonly tags: readonly string[];
  /** Why the control is a part of what they ask for; never that it is all of it. */
  readonly why: string;
}

const isPersonalData = "The class holds personal data or credentials, and is named and protected as such.";

/**
 * Reviewed for truth on 2026-11-24: a reference stands here only where an auditor who asks for it would be shown this control.
 * The CIS Benchmarks are not among them: none is published for Linode, and those for Debian are the hosts' business.
 */
export const references = {
  "DC-1": {
    tags: ["ISO27001:A.5.12", "ISO27001:A.5.34", "SOC2:C1.1", "GDPR:Art.32(1)(a)", "CISv8:3.7"],
    why: isPersonalData,
  },
  "DC-2": {
    tags: ["ISO27001:A.5.12", "ISO27001:A.5.34", "SOC2:C1.1", "GDPR:Art.32(1)(a)", "CISv8:3.7"],
    why: isPersonalData,
  },
  "DC-3": { tags: ["ISO27001:A.5.12", "SOC2:C1.1", "GDPR:Art.32(1)(a)", "CISv8:3.7"], why: isPersonalData },
  "DC-4": {
    tags: ["ISO27001:A.5.12", "ISO27001:A.5.34", "SOC2:C1.1", "GDPR:Art.32(1)(a)", "CISv8:3.7"],
    why: isPersonalData,
  },
  "DC-5": {
    tags: ["ISO27001:A.5.12", "SOC2:C1.1", "GDPR:Art.5(1)(c)", "CISv8:3.7"],
    why: "The class is named, and holds no more than metadata by rule.",
  },
  "DC-6": {
    tags: ["ISO27001:A.8.22", "ISO27001:A.8.3", "SOC2:CC6.1", "GDPR:Art.25(1)", "CISv8:3.12"],
    why: "Processing and storage are separated by the kind of data, by design.",
  },
  "DC-7": { tags: [], why: "It is a permission: no standard asks for it." },
  "DC-8": {
    tags: ["ISO27001:A.5.14", "ISO27001:A.8.22", "SOC2:CC6.7", "GDPR:Art.5(1)(b)", "CISv8:3.8", "CISv8:13.4"],
    why: "Transfers between kinds of data are declared, and all others are filtered out.",
  },
  "NW-1": {
    tags: ["ISO27001:A.8.20", "SOC2:CC6.6", "GDPR:Art.32(1)(b)", "CISv8:4.4"],
    why: "Firewalls deny by default at the boundary and on servers.",
  },
  "NW-2": {
    tags: ["ISO27001:A.8.20", "ISO27001:A.8.22", "SOC2:CC6.6", "CISv8:12.2", "CISv8:13.4"],
    why: "Every host lies in a segment behind a filter, and data is not at the boundary.",
  },
  "NW-3": {
    tags: ["ISO27001:A.8.24", "ISO27001:A.8.21", "SOC2:CC6.7", "GDPR:Art.32(1)(a)", "CISv8:3.10"],
    why: "Data is encrypted and authenticated wherever it travels.",
  },
  "NW-4": {
    tags: ["ISO27001:A.8.20", "ISO27001:A.8.23", "SOC2:CC6.6", "SOC2:CC6.7", "CISv8:13.4"],
    why: "What leaves is limited to named destinations.",
  },
  "CM-1": {
    tags: ["ISO27001:A.8.24", "SOC2:CC6.1", "GDPR:Art.32(1)(a)", "CISv8:3.11"],
    why: "Data is encrypted where it is stored.",
  },
  "CM-2": {
    tags: ["ISO27001:A.8.9", "SOC2:CC7.1", "GDPR:Art.5(1)(f)"],
    why: "Changes of data and files that nobody meant are found.",
  },
  "CM-3": {
    tags: ["ISO27001:A.8.7", "SOC2:CC6.8", "CISv8:10.1"],
    why: "Malicious software is found and removed.",
  },
  "CM-4": {
    tags: ["ISO27001:A.8.15", "SOC2:CC7.2", "CISv8:8.2", "CISv8:8.9"],
    why: "Events are recorded and kept where the host that they are about can't change them.",
  },
  "CM-5": {
    tags: ["ISO27001:A.8.5", "ISO27001:A.8.2", "SOC2:CC6.1"],
    why: "Privileged log-in takes strong authentication and is never shared.",
  },
  "CM-6": {
    tags: ["ISO27001:A.5.15", "ISO27001:A.8.3", "SOC2:CC6.3", "GDPR:Art.25(2)", "CISv8:3.3", "CISv8:6.8"],
    why: "Access is by role and closed by default.",
  },
  "CM-7": {
    tags: ["ISO27001:A.8.9", "ISO27001:A.8.19", "CISv8:4.8"],
    why: "Nothing runs that the host's configuration does not need.",
  },
  "CM-8": { tags: ["ISO27001:A.8.6", "SOC2:A1.1"], why: "Capacity is forecast and checked." },
  "CM-9": {
    tags: ["ISO27001:A.8.9", "ISO27001:A.5.37", "SOC2:CC7.1", "CISv8:4.1", "CISv8:4.6"],
    why: "Configuration is written down as code, reviewed, and compared with what is run.",
  },
  "CM-10": {
    tags: ["ISO27001:A.8.32", "SOC2:CC8.1"],
    why: "Changes are approved, tested and recorded before they are made.",
  },
  "AC-1": {
    tags: ["ISO27001:A.8.5", "ISO27001:A.5.17", "SOC2:CC6.1", "CISv8:6.4", "CISv8:6.5"],
    why: "Remote and administrative access takes a second factor.",
  },
  "AC-2": {
    tags: ["ISO27001:A.5.18", "ISO27001:A.8.2", "SOC2:CC6.2", "SOC2:CC6.3", "CISv8:6.8"],
    why: "Rights follow roles, and privileged ones are few.",
  },
  "AC-3": {
    tags: ["ISO27001:A.8.1", "SOC2:CC6.6", "CISv8:13.5"],
    why: "Only devices that are managed reach the systems.",
  },
  "AC-4": {
    tags: ["ISO27001:A.5.18", "SOC2:CC6.2", "GDPR:Art.32(4)", "GDPR:Art.5(1)(b)", "CISv8:6.1", "CISv8:6.2"],
    why: "Access to personal data is granted on instruction, for a purpose, and ends.",
  },
  "AC-5": {
    tags: ["ISO27001:A.5.16", "ISO27001:A.5.18", "SOC2:CC6.2", "CISv8:5.1", "CISv8:5.3"],
    why: "Accounts are reviewed every quarter, and those not needed are disabled.",
  },
  "AC-6": {
    tags: ["ISO27001:A.5.17", "SOC2:CC6.1", "GDPR:Art.32(1)(b)"],
    why: "Authentication information of services is generated, kept secret and limited.",
  },
  "EX-1": {
    tags: ["ISO27001:A.5.36", "SOC2:CC5.3"],
    why: "Deviations from rules are decided by those who answer for them, and recorded.",
  },
  "EX-2": {
    tags: [
      "ISO27001:A.5.19",
      "ISO27001:A.5.22",
      "ISO27001:A.5.23",
      "SOC2:CC9.2",
      "GDPR:Art.28(1)",
      "CISv8:15.5",
    ],
    why: "Those who process data for the organisation are chosen, and looked at again.",
  },
  "SD-1": {
    tags: ["ISO27001:A.8.28", "ISO27001:A.8.29", "SOC2:CC8.1", "CISv8:16.12"],
    why: "Code is reviewed and tested for security before it is used.",
  },
  "SD-2": {
    tags: ["ISO27001:A.5.21", "SOC2:CC9.2", "CISv8:16.4", "CISv8:16.5"],
    why: "Components are listed, chosen and kept current.",
  },
  "VI-1": {
    tags: ["ISO27001:A.8.8", "SOC2:CC7.1", "CISv8:7.5"],
    why: "Known vulnerabilities are looked for in what is installed.",
  },
  "VI-2": {
    tags: ["ISO27001:A.8.16", "SOC2:CC7.2", "CISv8:8.11", "CISv8:13.3"],
    why: "Activity is watched for what should not be there.",
  },
  "VI-3": {
    tags: ["ISO27001:A.8.16", "SOC2:CC7.2", "CISv8:13.1"],
    why: "Alerts are collected and reach someone.",
  },
  "VI-4": {
    tags: ["ISO27001:A.5.27", "SOC2:CC7.3", "SOC2:CC7.4", "GDPR:Art.33(5)", "CISv8:17.8"],
    why: "Incidents are recorded and learned from.",
  },
  "BC-1": {
    tags: ["ISO27001:A.8.14", "ISO27001:A.5.30", "SOC2:A1.2", "GDPR:Art.32(1)(b)"],
    why: "The service has redundancy at every level that can fail.",
  },
  "BC-2": {
    tags: ["ISO27001:A.8.14", "SOC2:A1.2", "GDPR:Art.32(1)(b)"],
    why: "Data exists in several places at once.",
  },
  "BC-3": {
    tags: ["ISO27001:A.8.13", "SOC2:A1.2", "GDPR:Art.32(1)(c)", "CISv8:11.2"],
    why: "Data can be restored to a point in time.",
  },
  "BC-4": {
    tags: ["ISO27001:A.8.13", "SOC2:A1.2", "GDPR:Art.32(1)(c)", "CISv8:11.3", "CISv8:11.4"],
    why: "Backups are apart from what they protect, and protected themselves.",
  },
  "BC-5": {
    tags: ["ISO27001:A.5.30", "SOC2:A1.3", "GDPR:Art.32(1)(d)", "CISv8:11.5"],
    why: "Recovery is tested and measured.",
  },
  "GO-1": {
    tags: ["ISO27001:A.5.1", "SOC2:CC5.3", "GDPR:Art.24(1)"],
    why: "Policies are reviewed at planned intervals.",
  },
  "GO-2": {
    tags: ["ISO27001:A.5.36", "SOC2:CC4.1", "GDPR:Art.5(2)"],
    why: "That rules are kept can be shown.",
  },
} as const satisfies Readonly<Record<ControlId, References>>;
