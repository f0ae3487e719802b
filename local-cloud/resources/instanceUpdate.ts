import { z } from "zod";
import { defineChange } from "../core/definition";
import { linodeLabel, policySlug } from "./instanceSchema";
import type { InstanceRecord } from "./instances";
import { defined, given, requireUniqueLabel, tags } from "./shared";

const limit = z.number().int().nonnegative().nullish();

/** `PUT /linode/instances/N`. */
export const instanceChange = defineChange({
  schema: z.object({
    label: linodeLabel.nullish(),
    group: z.string().nullish(),
    tags,
    watchdog_enabled: z.boolean().nullish(),
    maintenance_policy: policySlug.nullish(),
    alerts: z
      .object({ cpu: limit, network_in: limit, network_out: limit, transfer_quota: limit, io: limit })
      .nullish(),
    backups: z
      .object({ schedule: z.object({ day: z.string().nullish(), window: z.string().nullish() }).nullish() })
      .nullish(),
  }),
  apply: (call, linode: InstanceRecord, input): Partial<InstanceRecord> => {
    if (input.label != null) requireUniqueLabel(call, "instance", input.label, "linodes", linode.id);
    const schedule = input.backups?.schedule;
    return defined({
      label: input.label ?? undefined,
      group: input.group ?? undefined,
      tags: input.tags,
      watchdog_enabled: input.watchdog_enabled ?? undefined,
      maintenance_policy: input.maintenance_policy ?? undefined,
      alerts: input.alerts == null ? undefined : { ...linode.alerts, ...given(input.alerts) },
      backups:
        schedule == null
          ? undefined
          : { ...linode.backups, day: schedule.day ?? null, window: schedule.window ?? null },
    });
  },
});
