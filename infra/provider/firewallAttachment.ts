import { type LinodeApi, LinodeError } from "./linodeApi";
import {
  changedOf,
  type Failure,
  isUnknown,
  number,
  type Properties,
  type ResourceType,
  text,
} from "./resource";

interface FirewallPage {
  readonly data: readonly { readonly id: number }[];
}

const paths: Readonly<Record<string, string>> = {
  linode: "/linode/instances",
  nodebalancer: "/nodebalancers",
};

const pathOf = (properties: Properties): string =>
  `${paths[text(properties, "entityType")]}/${number(properties, "entityId")}/firewalls`;

const nameOf = (properties: Properties): string =>
  `${text(properties, "entityType")} ${number(properties, "entityId")}`;

/** The firewalls of the entity; undefined where the entity is gone. */
async function current(api: LinodeApi, properties: Properties): Promise<number[] | undefined> {
  try {
    const page = await api.send<FirewallPage>({
      path: pathOf(properties),
      what: `read the firewalls of ${nameOf(properties)}`,
    });
    return page.data.map((firewall) => firewall.id);
  } catch (error) {
    if (error instanceof LinodeError && error.status === 404) return undefined;
    throw error;
  }
}

async function replace(api: LinodeApi, properties: Properties, ids: readonly number[]): Promise<void> {
  await api.send({
    method: "PUT",
    path: pathOf(properties),
    body: { firewall_ids: ids },
    what: `put ${nameOf(properties)} behind firewall ${ids.join(", ") || "none"}`,
  });
}

async function ensure(api: LinodeApi, properties: Properties): Promise<Properties> {
  const wanted = number(properties, "firewallId");
  const found = await current(api, properties);
  if (found === undefined)
    throw new Error(`There is no ${nameOf(properties)} to put behind firewall ${wanted}.`);
  if (found.length !== 1 || found[0] !== wanted) await replace(api, properties, [wanted]);
  return properties;
}

/** Exactly one firewall on a Linode or NodeBalancer, replaced in one request (`PUT …/firewalls`). */
export const firewallAttachment = (api: LinodeApi): ResourceType => ({
  computed: [],
  check: async (inputs) => {
    const failures: Failure[] = [];
    for (const name of ["firewallId", "entityId"]) {
      const value = inputs[name];
      if (!isUnknown(value) && !(Number.isInteger(value) && Number(value) > 0)) {
        failures.push({ property: name, reason: "This is not the id of a resource." });
      }
    }
    if (!isUnknown(inputs.entityType) && !Object.hasOwn(paths, String(inputs.entityType))) {
      failures.push({ property: "entityType", reason: "Write `linode` or `nodebalancer`." });
    }
    return failures;
  },
  diff: (before, after) => ({
    changed: changedOf(["firewallId", "entityId", "entityType"], before, after),
    replaces: changedOf(["entityId", "entityType"], before, after),
  }),
  create: async (inputs) => ({
    id: `${text(inputs, "entityType")}/${number(inputs, "entityId")}`,
    outputs: await ensure(api, inputs),
  }),
  read: async (_id, properties) => {
    const found = await current(api, properties);
    if (found === undefined || found.length === 0) return undefined;
    const wanted = number(properties, "firewallId");
    // More than one, or another: shown as a difference, so that the next `up` mends it.
    const seen = found.length === 1 ? found[0] : found.find((id) => id !== wanted);
    return { ...properties, firewallId: seen };
  },
  update: (_id, _before, after) => ensure(api, after),
  delete: async (_id, properties) => {
    const found = await current(api, properties);
    const mine = number(properties, "firewallId");
    if (found?.includes(mine))
      await replace(
        api,
        properties,
        found.filter((id) => id !== mine),
      );
  },
});
