import { randomBytes } from "node:crypto";

import { makeAgeKeys, ticketLine, ticketObject, ticketPrefix, ticketSeconds } from "../channel";
import { accessOf, ExchangeStore } from "./exchangeStore";
import type { LinodeApi } from "./linodeApi";
import { changedOf, isUnknown, type Properties, type ResourceType, text } from "./resource";

/** The label of the server that the ticket is for. */
const labelOf = ({ server }: Properties): unknown =>
  typeof server === "object" && server !== null && "label" in server ? server.label : undefined;

/**
 * What a new server is let in with. A ticket is good for a day and for one use, so it is made anew where its server does not exist, and
 * where what replaces the server changes in the same `up`; else it stays as it is, used or expired, and nothing reads it again.
 */
export function hostTicket(api: LinodeApi, environment: NodeJS.ProcessEnv): ResourceType {
  const exists = async (label: unknown): Promise<boolean> => {
    const { data } = await api.send<{ readonly data: readonly { readonly label: string }[] }>({
      path: "/linode/instances",
      filter: { label },
      what: `look for the server ${String(label)}`,
    });
    return data.some((each) => each.label === label);
  };
  const make = async (inputs: Properties): Promise<{ id: string; outputs: Properties }> => {
    const access = accessOf(inputs);
    const host = text(inputs, "host");
    const object = `${ticketPrefix}${host}-${randomBytes(16).toString("hex")}`;
    const once = await makeAgeKeys();
    const made = Date.now();
    const content = {
      host,
      identity: text(inputs, "identity"),
      verifyKey: text(inputs, "verifyKey"),
      made,
      bucket: access,
    };
    const sealed = await ticketObject(content, once.recipient);
    const url = await ExchangeStore.with(access, environment, async (store) => {
      await store.put(object, sealed);
      return store.address(object, ticketSeconds);
    });
    return { id: object, outputs: { ...inputs, object, made, line: ticketLine(url, once.identity) } };
  };
  const remove = (properties: Properties): Promise<void> =>
    ExchangeStore.with(accessOf(properties), environment, (store) =>
      store.remove(text(properties, "object")),
    );
  return {
    secrets: ["access", "identity", "line"],
    computed: ["object", "made", "line"],
    check: async (inputs) => {
      const label = labelOf(inputs);
      return isUnknown(label) || typeof label === "string"
        ? []
        : [{ property: "server", reason: "Write the server's label." }];
    },
    diff: async (before, after) => {
      const changed = changedOf(["server", "host"], before, after);
      const isNeeded = changed.length > 0 || !(await exists(labelOf(after)));
      return { changed: isNeeded ? ["line", "made", ...changed] : [], replaces: [] };
    },
    create: make,
    // The host removes the object as soon as it has what is in it.
    read: async (_id, properties) => properties,
    update: async (_id, before, after) => {
      const { outputs } = await make(after);
      await remove(before);
      return outputs;
    },
    delete: async (_id, properties) => {
      // An interrupted creation has left no name; the bucket's own rule removes what it may have put there.
      if (typeof properties.object === "string") await remove(properties);
    },
  };
}
