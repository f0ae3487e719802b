import type { Control } from "./control";

/** Network and transport. */
export const networkControls = [
  {
    id: "NW-1",
    section: "2.5",
    title: "Firewalls drop by default",
    statement:
      "Every firewall drops what no rule names, both ways; from outside come only HTTPS to a class's own load balancer and the class's own tunnel.",
    carriedBy: "policy",
    state: "kept",
    note: "Cloud Firewall by policy, rule by rule and as paths between hosts; the host's own packet filter repeats it.",
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
    state: "kept",
    note: "Load balancers, names, paths between regions and storage by policy; the services' TLS and the tunnels by the hosts.",
  },
  {
    id: "NW-4",
    section: "2.5",
    title: "Outbound traffic is an allow-list",
    statement: "Hosts reach only package mirrors, time, object storage and their own peers.",
    carriedBy: "policy",
    state: "kept",
    note: "Addresses and ports by policy; names by the gateway's forward proxy.",
  },
] as const satisfies readonly Control[];
