import { z } from "zod";
import { id, label, tags } from "./shared";

export const linodeLabel = label(
  3,
  64,
  /^(?!.*(--|__|\.\.))[a-zA-Z][a-zA-Z0-9._-]*[a-zA-Z0-9]$/,
  "Must begin with a letter, end with an alphanumeric, and use only letters, numbers, dashes, underscores and periods",
);

export const policySlug = z
  .string()
  .refine(
    (text) => /^linode\/(migrate|power_off_on)$/.test(text),
    "Unsupported maintenance policy slug format.",
  );

/** How a disk that is made from an image can be logged in to, and what runs at its first boot. */
export const deployment = {
  root_pass: z.string().nullish(),
  authorized_keys: z.array(z.string()).nullish(),
  authorized_users: z.array(z.string()).nullish(),
  stackscript_id: id.nullish(),
  stackscript_data: z.record(z.string(), z.coerce.string()).nullish(),
  booted: z.boolean().nullish(),
  metadata: z.object({ user_data: z.string().nullish() }).nullish(),
  disk_encryption: z.enum(["enabled", "disabled"]).nullish(),
};

/** `POST /linode/instances`. Interfaces are read once it is known which generation they are of. */
export const instanceSchema = z.object({
  ...deployment,
  region: z.string(),
  type: z.string(),
  label: linodeLabel.nullish(),
  group: z.string().nullish(),
  image: z.string().nullish(),
  backups_enabled: z.boolean().nullish(),
  backup_id: id.nullish(),
  private_ip: z.boolean().nullish(),
  tags,
  swap_size: z.number().int().nonnegative().nullish(),
  boot_size: z.number().int().positive().nullish(),
  kernel: z.string().nullish(),
  interfaces: z.array(z.looseObject({})).nullish(),
  interface_generation: z.enum(["legacy_config", "linode"]).nullish(),
  network_helper: z.boolean().nullish(),
  firewall_id: z.number().int().nullish(),
  placement_group: z.object({ id, compliant_only: z.boolean().nullish() }).nullish(),
  ipv4: z.array(z.string()).nullish(),
  maintenance_policy: policySlug.nullish(),
  watchdog_enabled: z.boolean().nullish(),
});

export type InstanceInput = z.output<typeof instanceSchema>;
