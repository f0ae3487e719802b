import type { Control } from "./control";

/** Identity and access. */
export const accessControls = [
  {
    id: "AC-1",
    section: "3",
    title: "Keys with a second factor",
    statement:
      "Access takes a hardware-backed key that asks for verification, or a certificate issued after single sign-on with a second factor.",
    carriedBy: "policy",
    state: "partly",
    note: "The keys an instance is created with and those of administrators by policy; the central identity provider by process.",
  },
  {
    id: "AC-2",
    section: "3",
    title: "Log-in by role",
    statement: "Only people who need a system can log in to it, and only the security team administers it.",
    carriedBy: "host",
    state: "kept",
    note: "Users, groups and allowed commands by the hosts; that only declared people are let in by policy.",
  },
  {
    id: "AC-3",
    section: "3",
    title: "Managed devices only",
    statement: "People log in from managed devices only.",
    carriedBy: "policy",
    state: "partly",
    note: "The networks a tunnel accepts and whose device is whose by policy; the devices' own tunnel keys by the host description.",
  },
  {
    id: "AC-4",
    section: "5.2",
    title: "Access to customer data is a grant",
    statement:
      "An employee's access names the class, purpose, device, approver, start and end, ends by itself and can be audited.",
    carriedBy: "host",
    state: "kept",
    note: "What a grant must say by policy; the database begins and ends it by the clock, and records its use.",
  },
  {
    id: "AC-5",
    section: "3",
    title: "Accounts are audited every quarter",
    statement: "Accounts that are inactive or belong to leavers are disabled at once and kept for audit.",
    carriedBy: "process",
    state: "partly",
    note: "The audit is people's work; its date, and that leavers have no access, by policy.",
  },
  {
    id: "AC-6",
    section: "5.2",
    title: "Service credentials",
    statement:
      "Each credential serves one class and one use, has the least scope, is generated, kept secret and can be rotated.",
    carriedBy: "policy",
    state: "partly",
    note: "Scopes, ends, sharing, strength and plain text in arguments and outputs by policy; rotation by process.",
  },
] as const satisfies readonly Control[];
