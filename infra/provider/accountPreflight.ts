import type { LinodeApi } from "./linodeApi";
import { changedOf, type ResourceType } from "./resource";
import type { TemporaryKeys } from "./temporaryKeys";

interface AccountSettings {
  readonly interfaces_for_new_linodes?: string;
}

/**
 * Reads the account's settings and refuses to go on where new servers would get the kind of interfaces that @pulumi/linode 5.1.1
 * can't write. It changes nothing on the account: that is a person's decision.
 */
export const accountPreflight = (api: LinodeApi, keys: TemporaryKeys): ResourceType => ({
  computed: [],
  check: async (inputs) => {
    const accepted = Array.isArray(inputs.interfacesForNewLinodes) ? inputs.interfacesForNewLinodes : [];
    const settings = await api.send<AccountSettings>({
      path: "/account/settings",
      what: "read the account's settings (scope account:read_only)",
    });
    const found = settings.interfaces_for_new_linodes;
    // An account from before the setting existed has legacy interfaces only.
    if (found === undefined || accepted.includes(found)) return [];
    return [
      {
        property: "interfacesForNewLinodes",
        reason:
          `This account's setting interfaces_for_new_linodes is ${found}; under it Linode refuses or changes the network ` +
          "interfaces of every server here. Set it to legacy_config_default_but_linode_allowed " +
          "(Cloud Manager, Account, Settings, Network Interface Type), then try again. Nothing was created.",
      },
    ];
  },
  diff: (before, after) => ({ changed: changedOf(["interfacesForNewLinodes"], before, after), replaces: [] }),
  create: async (inputs) => ({ id: "account", outputs: inputs }),
  read: async (_id, properties) => {
    // A refresh is when people look for drift: unlimited keys that an interrupted run has left are the worst of it.
    await keys.sweep();
    return properties;
  },
  update: async (_id, _before, after) => after,
  delete: async () => {},
});
