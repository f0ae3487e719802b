/** Behaviour that differs between versions of the API, accounts, or wishes. */
export interface Settings {
  /** What `encryption` a volume gets when the request names none: `disabled` in API 4.208, `enabled` in 2026. */
  volumeEncryptionDefault: "enabled" | "disabled";
  /** The account's generation of network interfaces at the start; new accounts have `linode_default_but_legacy_config_allowed`. */
  interfacesForNewLinodes: InterfacesForNewLinodes;
  /** Requests kept for `/_local/requests`. */
  journalLength: number;
}

/** The values of the account setting `interfaces_for_new_linodes`. */
export const interfaceSettings = [
  "legacy_config_only",
  "legacy_config_default_but_linode_allowed",
  "linode_default_but_legacy_config_allowed",
  "linode_only",
] as const;

/** One of them. */
export type InterfacesForNewLinodes = (typeof interfaceSettings)[number];

/** As this project's provider meets them. */
export const defaultSettings: Settings = {
  volumeEncryptionDefault: "disabled",
  interfacesForNewLinodes: "legacy_config_default_but_linode_allowed",
  journalLength: 10_000,
};
