import { ticketPrefix } from "../channel";
import { idOf, labelFailures, onBuckets } from "./bucket";
import { changedOf, isUnknown, number, type ResourceType } from "./resource";
import type { TemporaryKeys } from "./temporaryKeys";

/**
 * A site's private bucket for what passes between the program and its hosts: neither locked nor versioned, so that what is removed is
 * gone, with a rule that removes tickets which nobody fetched. It is emptied before it is removed: what lies in it can be made again.
 */
export function exchangeBucket(keys: TemporaryKeys, environment: NodeJS.ProcessEnv): ResourceType {
  const within = onBuckets(keys, environment);
  return {
    computed: ["s3Endpoint"],
    check: async (inputs) => [
      ...labelFailures(inputs),
      ...(isUnknown(inputs.ticketDays) || inputs.ticketDays === 1
        ? []
        : [{ property: "ticketDays", reason: "Write 1: a ticket's address works for a day." }]),
    ],
    diff: (before, after) => ({
      changed: changedOf(["region", "label", "tags", "ticketDays"], before, after),
      replaces: changedOf(["region", "label"], before, after),
    }),
    create: async (inputs) => {
      const s3Endpoint = await within(inputs, async (store, key) => {
        await store.create(false);
        await store.expire(ticketPrefix, number(inputs, "ticketDays"));
        return key.endpoint;
      });
      return { id: idOf(inputs), outputs: { ...inputs, s3Endpoint } };
    },
    read: async (_id, properties) => {
      const ticketDays = await within(properties, (store) => store.readExpiry(ticketPrefix));
      return ticketDays === undefined ? undefined : { ...properties, ticketDays };
    },
    update: async (_id, before, after) => {
      await within(after, (store) => store.expire(ticketPrefix, number(after, "ticketDays")));
      return { ...after, s3Endpoint: before.s3Endpoint };
    },
    delete: async (_id, properties) =>
      within(properties, async (store) => {
        await store.empty();
        await store.remove();
      }),
  };
}
