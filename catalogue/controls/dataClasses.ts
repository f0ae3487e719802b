import type { Control } from "./control";

/** Data classes (section 5.1). */
export const dataClassControls = [
  {
    id: "DC-1",
    section: "5.1",
    title: "The account class",
    statement:
      "Log-in accounts of customers' agents are kept encrypted, with hashed credentials, and never outside Linode.",
    carriedBy: "policy",
    state: "kept",
    note: "Encryption and place by policy; the example service keeps credentials as argon2id hashes only. A service of your own has to do the same.",
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
    state: "partly",
    note: "Place, disks and volumes by policy; the class's objects are encrypted by the service that writes them, which nothing here checks.",
  },
  {
    id: "DC-5",
    section: "5.1",
    title: "The events class",
    statement:
      "Metadata on transactions over the other classes is kept encrypted, without any recorded session, and outside Linode only with approval.",
    carriedBy: "policy",
    state: "kept",
    note: "Encryption and place by policy; what leaves a host of its log is decided on the host, and recorded sessions never do.",
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
    state: "kept",
    note: "Relations between classes and every network path by policy; the one implied flow, logs to events, by the hosts.",
  },
] as const satisfies readonly Control[];
