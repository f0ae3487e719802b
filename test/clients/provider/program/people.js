const linode = require("@pulumi/linode");
const { account, pick, publicKey } = require("./settings");

/** The account and who may do what in it. */
exports.people = () => {
  // Adopted and not created: whatever the API answers, the provider gives a new one an empty id, which the engine refuses.
  const settings = new linode.AccountSettings(
    "settings",
    {
      backupsEnabled: pick(account.settings.backups_enabled, !account.settings.backups_enabled),
      longviewSubscription: pick(account.settings.longview_subscription ?? "", "longview-10"),
      networkHelper: pick(account.settings.network_helper, !account.settings.network_helper),
    },
    { import: account.email },
  );
  const sshKey = new linode.SshKey("key", { label: pick("key", "key-2"), sshKey: publicKey });
  const token = new linode.Token("token", {
    label: pick("token", "token-2"),
    scopes: "linodes:read_only",
    expiry: "2100-01-02T03:04:05Z",
  });
  const stackScript = new linode.StackScript("script", {
    label: pick("script", "script-2"),
    description: pick("first", "second"),
    script: pick(
      '#!/bin/sh\n# <UDF name="role" label="Role" />\ntrue\n',
      '#!/bin/sh\n# <UDF name="role" label="The role" />\ntrue\n',
    ),
    images: pick(["linode/debian12"], ["linode/debian12", "linode/debian13"]),
    isPublic: false,
    revNote: pick("one", "two"),
  });
  const domain = new linode.Domain("zone", {
    domain: pick("every.example", "any.example"),
    type: "master",
    soaEmail: pick("dns@every.example", "dns@any.example"),
    description: pick("first", "second"),
    group: pick("one", "two"),
    status: pick("active", "disabled"),
    ttlSec: pick(300, 3600),
    retrySec: pick(300, 3600),
    refreshSec: pick(300, 3600),
    expireSec: pick(604800, 1209600),
    axfrIps: pick(["192.0.2.1"], ["192.0.2.2"]),
    tags: pick(["one"], ["two"]),
  });
  const secondary = new linode.Domain("secondary", {
    domain: "secondary.example",
    type: "slave",
    masterIps: pick(["192.0.2.1"], ["192.0.2.2", "192.0.2.3"]),
  });
  const domainId = domain.id.apply(Number);
  const record = new linode.DomainRecord("www", {
    domainId,
    recordType: "A",
    name: pick("www", "web"),
    target: pick("192.0.2.10", "192.0.2.11"),
    ttlSec: pick(300, 3600),
  });
  new linode.DomainRecord("service", {
    domainId,
    recordType: "SRV",
    service: pick("sip", "ldap"),
    protocol: pick("tcp", "udp"),
    target: "a.every.example",
    priority: pick(10, 20),
    weight: pick(5, 6),
    port: pick(5060, 389),
  });
  new linode.DomainRecord("authority", {
    domainId,
    recordType: "CAA",
    name: "www",
    tag: pick("issue", "issuewild"),
    target: "letsencrypt.org",
  });
  return { settings, sshKey, token, stackScript, domain, secondary, record };
};
