import { backupFolder, dataFolder } from "../database";
import type { HostDescription } from "../description";
import type { BucketAccess, SecretRenderer } from "./index";

/** The address of this host at which `bastide-storage.service` passes connections on to the first bucket's region; the next has the next. */
const storageAddress = (index: number): string => `127.0.0.${11 + index}`;

/** One bucket, as pgBackRest reads it: encrypted with the class's own passphrase before anything leaves the host. */
function repository(
  { endpoint, region, name, accessKey, secretKey }: BucketAccess,
  index: number,
  { host, passphrase }: { host: HostDescription; passphrase: string },
): Record<string, string | number> {
  const { pointInTimeDays, retentionDays } = host.backups;
  const options = {
    type: "s3",
    path: "/pgbackrest",
    "s3-endpoint": endpoint,
    "s3-region": region,
    "s3-bucket": name,
    "s3-key": accessKey,
    "s3-key-secret": secretKey,
    "s3-uri-style": "path",
    "storage-ca-file": "/etc/ssl/certs/ca-certificates.crt",
    "cipher-type": "aes-256-cbc",
    "cipher-pass": passphrase,
    // BC-3: any moment of the last days, and whole days for longer. One backup a day, of whichever kind: so many of them keep all logs.
    "retention-full-type": "time",
    "retention-full": retentionDays,
    "retention-archive-type": "incr",
    "retention-archive": pointInTimeDays + 1,
  };
  return Object.fromEntries(
    Object.entries(options).map(([option, value]) => [`repo${index + 1}-${option}`, value]),
  );
}

/**
 * BC-3, BC-4: the class's buckets, this region's first and the others' after it, so that each region's data have a backup in another. Beside the
 * settings, where each endpoint is reached from this host: pgBackRest knows no proxy.
 */
export const backup: SecretRenderer = (host, { buckets, passwords }) => {
  const passphrase = passwords["backup-passphrase"];
  const own = buckets.filter(({ role }) => role === "backup");
  const ordered = [
    ...own.filter(({ region }) => region === host.region),
    ...own.filter(({ region }) => region !== host.region),
  ];
  if (host.role !== "data" || passphrase === undefined || ordered.length === 0) return {};
  const settings: Record<string, string | number> = {
    ...Object.assign({}, ...ordered.map((bucket, index) => repository(bucket, index, { host, passphrase }))),
    "process-max": 2,
    "compress-type": "zst",
    "start-fast": "y",
    delta: "y",
    "archive-async": "y",
    "archive-timeout": 60,
    "spool-path": `${backupFolder}/spool`,
    "lock-path": `${backupFolder}/lock`,
    "log-level-console": "warn",
    "log-level-file": "off",
  };
  const lines = Object.entries(settings).map(([option, value]) => `${option}=${value}\n`);
  return {
    "pgbackrest.conf": `[global]\n${lines.join("")}\n[${host.dataClass}]\npg1-path=${dataFolder}\npg1-socket-path=/run/postgresql\n`,
    "backup-endpoints": ordered
      .map(({ endpoint }, index) => `${storageAddress(index)} ${endpoint}\n`)
      .join(""),
  };
};
