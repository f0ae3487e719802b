import { createHash } from "node:crypto";

import { badNames, messageKey, seal, sign, signatureKey, statusKey } from "../channel";
import { accessOf, ExchangeStore } from "./exchangeStore";
import {
  canonical,
  changedOf,
  isUnknown,
  number,
  type Properties,
  type ResourceType,
  text,
} from "./resource";

const hash = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** After a week the same is said again, so that a host can tell by its message's age that newer ones do not reach it. */
const renewedMs = 7 * 86_400_000;

/** Both objects in short: a message without its signature, or with another's, is as good as gone. */
const objectOf = (signature: Uint8Array, sealed: Uint8Array): string =>
  hash(Buffer.concat([signature, sealed]));

/** What a message says and for whom, in short; another one means another message. */
const contentOf = ({ host, seed, secrets, recipient, signingKey }: Properties): string =>
  hash(canonical([host, seed, secrets, recipient, signingKey]));

const secretsOf = ({ secrets }: Properties): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof secrets === "object" && secrets !== null ? secrets : {}).map(([name, value]) => [
      name,
      String(value),
    ]),
  );

/**
 * What a running host is told: its description, packed as its seed is, and its secrets; sealed to the host and signed for its class. The state
 * keeps no second copy of it in the outputs, only what it was made from, in short. An object that is gone, or is not the one that was put
 * there, is put there again.
 */
export function hostMessage(environment: NodeJS.ProcessEnv): ResourceType {
  const put = async (inputs: Properties, last: number): Promise<Properties> => {
    const host = text(inputs, "host");
    const access = accessOf(inputs);
    const { ticket } = inputs;
    // It only rises, also where this machine's clock went back.
    const serial = Math.max(Date.now(), last + 1, typeof ticket === "number" ? ticket : 0);
    const sealed = await seal(
      { serial, host, cloudConfig: text(inputs, "seed"), secrets: secretsOf(inputs) },
      text(inputs, "recipient"),
    );
    const signature = sign(sealed, text(inputs, "signingKey"));
    await ExchangeStore.with(access, environment, async (store) => {
      // Hosts look at the signature: it comes last, when there is something to verify.
      await store.put(messageKey(host), sealed);
      await store.put(signatureKey(host), signature);
    });
    return { host, access, ticket, serial, content: contentOf(inputs), object: objectOf(signature, sealed) };
  };
  return {
    secrets: ["access", "secrets", "signingKey"],
    check: async ({ secrets }) => {
      const bad = typeof secrets === "object" && secrets !== null ? badNames({ ...secrets }) : [];
      return bad.length === 0
        ? []
        : [{ property: "secrets", reason: `These are no names of files: ${bad.join(", ")}.` }];
    },
    diff: (before, after) => ({
      changed: [
        ...changedOf(["host", "access", "ticket"], before, after),
        ...(before.content === contentOf(after) && Date.now() - number(before, "serial") < renewedMs
          ? []
          : ["secrets"]),
      ],
      replaces: changedOf(["host"], before, after),
    }),
    create: async (inputs) => ({ id: text(inputs, "host"), outputs: await put(inputs, 0) }),
    read: async (id, properties) => {
      const host = text(properties, "host");
      const [sealed, signature] = await ExchangeStore.with(accessOf(properties), environment, (store) =>
        Promise.all([store.get(messageKey(host)), store.get(signatureKey(host))]),
      );
      const isUnkept = sealed === "unkept";
      const isThere =
        typeof sealed === "object" &&
        typeof signature === "object" &&
        objectOf(signature, sealed) === properties.object;
      return (isThere || isUnkept) && !isUnknown(id) ? properties : undefined;
    },
    update: async (_id, before, after) => put(after, number(before, "serial")),
    delete: async (_id, properties) => {
      const host = text(properties, "host");
      await ExchangeStore.with(accessOf(properties), environment, (store) =>
        store.remove(messageKey(host), signatureKey(host), statusKey(host)),
      );
    },
  };
}
