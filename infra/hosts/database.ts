/** Where the services of the database find what they may read of the host's secrets. */
export const databaseFolder = "/var/lib/bastide-database";

/** Settings and keys of the backup. */
export const backupConfig = `${databaseFolder}/pgbackrest.conf`;

/** The data, on the encrypted volume. */
export const dataFolder = "/srv/data/postgresql/17";

/** What the backup keeps while it works, on the encrypted volume. */
export const backupFolder = "/srv/data/pgbackrest";

/** The roles by which data nodes reach each other, and the purpose of each one's password. */
export const databaseRoles = {
  replication: { login: "bastide_replication", purpose: "postgres-replication" },
  rewind: { login: "bastide_rewind", purpose: "postgres-rewind" },
} as const;
