import { randomBytes } from "node:crypto";
import { z } from "zod";
import { defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { username } from "../core/jobs";
import type { Entity } from "../core/kinds";
import { tokenDigest } from "../core/tokens";
import { label } from "./shared";

export interface SshKeyRecord extends Entity {
  id: number;
  label: string;
  ssh_key: string;
  created: string;
}

/** A personal access token; only its digest and first characters are kept. */
export interface TokenRecord extends Entity {
  id: number;
  label: string;
  scopes: string;
  created: string;
  expiry: string;
  digest: string;
  start: string;
}

declare module "../core/kinds" {
  interface Kinds {
    sshKey: SshKeyRecord;
    token: TokenRecord;
  }
}

const anyLabel = label(1, 64, /^[^\n]*$/, "Must be one line");

const sshKey = defineResource<"sshKey">({
  kind: "sshKey",
  path: "/profile/sshkeys",
  scope: "account",
  filterable: ["id", "label", "created"],
  view: (_, one) => one,
  reference: (_, one) => ({
    id: one.id,
    type: "profile",
    label: one.label,
    url: `/v4/profile/sshkeys/${one.id}`,
  }),
  create: defineCreation({
    schema: z.object({
      label: anyLabel,
      ssh_key: z
        .string()
        .regex(
          /^(ssh-(rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+) \S+/,
          "SSH Key key-type must be ssh-dss, ssh-rsa, ecdsa-sha2-nistp, ssh-ed25519, or sk-ecdsa-sha2-nistp256.",
        ),
    }),
    build: (call, input): SshKeyRecord => ({
      id: call.world.store.nextId(),
      label: input.label,
      ssh_key: input.ssh_key,
      created: call.world.clock.timestamp(),
    }),
  }),
  update: defineChange({
    schema: z.object({ label: anyLabel }),
    apply: (_call, _record: SshKeyRecord, input) => ({ label: input.label }),
  }),
  remove: {},
  notifications: {
    create: "user_ssh_key_add",
    update: "user_ssh_key_update",
    delete: "user_ssh_key_delete",
  },
});

/** How the API writes that a token does not end. */
const never = "2999-12-12T05:00:00";

/** Tokens made in the request under way, by record id: shown once, kept nowhere. */
const fresh = new WeakMap<TokenRecord, string>();

function tokenView(one: TokenRecord, secret = one.start): unknown {
  const { id, scopes, created, label: text, expiry } = one;
  return { id, scopes, created, label: text, token: secret, expiry };
}

const token = defineResource<"token">({
  kind: "token",
  path: "/profile/tokens",
  scope: "account",
  filterable: ["id", "label", "scopes", "created", "expiry"],
  indexes: ["digest"],
  view: (_, one) => tokenView(one),
  reference: (_, one) => ({
    id: one.id,
    type: "token",
    label: one.label,
    url: `/v4/profile/tokens/${one.id}`,
  }),
  create: defineCreation({
    schema: z.object({
      label: label(1, 100, /^[^\n]*$/, "Must be one line").nullish(),
      scopes: z.string().nullish(),
      expiry: z.string().nullish(),
    }),
    build: (call, input): TokenRecord => {
      const secret = randomBytes(32).toString("hex");
      const record: TokenRecord = {
        id: call.world.store.nextId(),
        label: input.label ?? "",
        scopes: input.scopes ?? "*",
        created: call.world.clock.timestamp(),
        expiry: input.expiry?.replace(/(\.\d+)?Z?$/, "") ?? never,
        digest: tokenDigest(secret),
        start: secret.slice(0, 16),
      };
      fresh.set(record, secret);
      return record;
    },
    answer: (_, one) => tokenView(one, fresh.get(one)),
  }),
  update: defineChange({
    schema: z.object({ label: anyLabel }),
    apply: (_call, _record: TokenRecord, input) => ({ label: input.label }),
  }),
  remove: {},
  notifications: { create: "token_create", update: "token_update", delete: "token_delete" },
});

const profileView = {
  username,
  email: "local-cloud@example.com",
  timezone: "UTC",
  email_notifications: false,
  referrals: { code: "", url: "", total: 0, completed: 0, pending: 0, credit: 0 },
  ip_whitelist_enabled: false,
  lish_auth_method: "keys_only",
  authorized_keys: null,
  two_factor_auth: true,
  restricted: false,
  authentication_type: "password",
  verified_phone_number: null,
  uid: 1,
};

export const profile: Section = {
  resources: [sshKey, token],
  endpoints: [
    { method: "GET", path: "/profile", scope: "account", run: () => profileView },
    {
      method: "GET",
      path: "/profile/grants",
      scope: "account",
      run: () => ({}),
    },
  ],
};
