import { z } from "zod";
import { defined } from "./fields";
import { validate } from "./validate";

/** The values of the account setting `interfaces_for_new_linodes`. */
export const interfaceSettings = [
  "legacy_config_only",
  "legacy_config_default_but_linode_allowed",
  "linode_default_but_legacy_config_allowed",
  "linode_only",
] as const;

/** One of them. */
export type InterfacesForNewLinodes = (typeof interfaceSettings)[number];

/** Behaviour that differs between versions of the API, accounts, or wishes. */
export interface Settings {
  /** What `encryption` a volume gets when the request names none: `disabled` up to 2025, `enabled` in 2026. */
  volumeEncryptionDefault: "enabled" | "disabled";
  /** The account's generation of network interfaces at the start; new accounts have `linode_default_but_legacy_config_allowed`. */
  interfacesForNewLinodes: InterfacesForNewLinodes;
  /** Requests kept for `/_local/requests`. */
  journalLength: number;
}

/** What Linode changed between versions of its API, all at once. */
export const presets = {
  /** API 4.208, that the provider of this project was written for. */
  "2025": {
    volumeEncryptionDefault: "disabled",
    interfacesForNewLinodes: "legacy_config_default_but_linode_allowed",
  },
  /** As recorded in May to July 2026, on an account that still takes legacy interfaces by default. */
  "2026": {
    volumeEncryptionDefault: "enabled",
    interfacesForNewLinodes: "legacy_config_default_but_linode_allowed",
  },
  /** The same with the defaults of an account that was opened then. */
  "2026-new-account": {
    volumeEncryptionDefault: "enabled",
    interfacesForNewLinodes: "linode_default_but_legacy_config_allowed",
  },
} as const satisfies Record<string, Omit<Settings, "journalLength">>;

/** The name of one of them. */
export type Preset = keyof typeof presets;

export const presetNames = Object.keys(presets) as Preset[];

/** As this project's provider meets them. */
export const defaultSettings: Settings = { ...presets["2025"], journalLength: 10_000 };

/** How requests change settings: a preset, single ones, or a preset with exceptions. */
const settingsSchema = z.strictObject({
  preset: z.enum(presetNames, `Must be one of ${presetNames.join(", ")}`).optional(),
  volumeEncryptionDefault: z.enum(["enabled", "disabled"], "Must be enabled or disabled").optional(),
  interfacesForNewLinodes: z
    .enum(interfaceSettings, `Must be one of ${interfaceSettings.join(", ")}`)
    .optional(),
});

/** Changes settings in place, as what runs reads them anew each time. */
export function changeSettings(settings: Settings, input: unknown): void {
  const { preset, ...single } = validate(settingsSchema, input);
  Object.assign(settings, preset === undefined ? {} : presets[preset]);
  Object.assign(settings, defined(single));
}
