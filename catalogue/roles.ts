/** The roles that a resource can have in an enclave; the value of its `role:` tag. */
export const roles = {
  gateway:
    "The only node with a public address: tunnel, proxy, resolver, time, third etcd member, log relay.",
  data: "A node with an encrypted volume and no public address: PostgreSQL under Patroni.",
  edge: "Terminates TLS for a published endpoint, behind the class's own load balancer.",
  service: "Runs the organisation's own service on the class's data.",
  backup: "Keeps the class's backups and log archive.",
  objects: "Keeps the class's own objects, such as recorded sessions.",
  exchange: "Brings hosts what is sealed to them, and takes their reports.",
  network: "Carries traffic between the class's own nodes: VPC, subnet, DNS zone.",
} as const;

/** The name of a role. */
export type Role = keyof typeof roles;
