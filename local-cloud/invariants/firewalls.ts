import { forEach, groupBy, nameOf, type Rule, unique } from "./rule";

/** Rules of both directions together; the API's document. */
const rulesPerFirewall = 25;

/** What firewalls protect, and by what. */
export const firewalls: readonly Rule[] = [
  {
    rule: "a service has one enabled firewall at most",
    check({ store }, tell) {
      const enabled = [...store.all("firewallDevice")].filter(
        (device) => store.get("firewall", device.firewall_id)?.status === "enabled",
      );
      for (const [service, devices] of groupBy(enabled, (one) => nameOf(one.entity_type, one.entity_id))) {
        const ids = devices.map((device) => device.firewall_id);
        if (ids.length > 1) tell(service, `has firewalls ${ids.join(" and ")}`);
      }
    },
  },
  unique(
    "firewallDevice",
    "a service is behind the same firewall once",
    (one) => `firewall ${one.firewall_id} on ${one.entity_type} ${one.entity_id}`,
  ),
  forEach("firewall", "a firewall has 25 rules at most", ({ rules }) => {
    const total = (rules.inbound?.length ?? 0) + (rules.outbound?.length ?? 0);
    return total <= rulesPerFirewall ? undefined : `has ${total}`;
  }),
  unique(
    "firewallVersion",
    "a version of a firewall's rules is kept once",
    (one) => `${one.firewall_id}/${one.version}`,
  ),
  forEach(
    "firewallVersion",
    "no version of a firewall's rules is newer than the firewall's",
    (one, store) => {
      const firewall = store.get("firewall", one.firewall_id);
      return firewall === undefined || one.version <= firewall.version
        ? undefined
        : `is ${one.version} of ${firewall.version}`;
    },
  ),
];
