import { randomBytes } from "node:crypto";
import { z } from "zod";
import { formatTimestamp } from "../core/clock";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity } from "../core/kinds";
import { covers, tokenDigest } from "../core/tokens";
import { label } from "./shared";

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

/** A token that was revoked, by its digest: where any token is accepted, this one isn't. */
export interface RevokedTokenRecord extends Entity {
  id: string;
}

declare module "../core/kinds" {
  interface Kinds {
    token: TokenRecord;
    revokedToken: RevokedTokenRecord;
  }
}

/** How the API writes that a token does not end. */
const never = "2999-12-12T05:00:00";

/** Tokens made in the request under way, by their records: shown once, kept nowhere. */
const fresh = new WeakMap<TokenRecord, string>();

function view(one: TokenRecord, secret = one.start): unknown {
  const { id, scopes, created, label: text, expiry } = one;
  return { id, scopes, created, label: text, token: secret, expiry };
}

const tokenLabel = label(1, 100, /^[^\n]*$/, "Must be one line");
/** Scopes as a token may be given them: `*`, or names with levels, between them spaces or commas. */
const scopes =
  /^(\*|[a-z_]+:(read_only|read_write|delete|\*)([ ,]+[a-z_]+:(read_only|read_write|delete|\*))*)$/;

/** What a new token may do: at most what its maker may, and as much where nothing or `*` is asked for (documented). */
function scopesFor(call: Call, asked: string | null | undefined): string {
  if (asked == null || asked === "*") return call.scopes;
  if (!covers(call.scopes, asked)) throw invalid("scopes may not exceed those of the acting token", "scopes");
  return asked;
}

/** Whether there is such a moment. */
function exists(text: string): boolean {
  const date = new Date(`${text.slice(0, 19)}Z`);
  return !Number.isNaN(date.getTime()) && formatTimestamp(date) === text.slice(0, 19);
}

const token = defineResource<"token">({
  kind: "token",
  path: "/profile/tokens",
  scope: "account",
  filterable: ["id", "label", "scopes", "created", "expiry"],
  indexes: ["digest"],
  view: (_, one) => view(one),
  reference: (_, one) => ({
    id: one.id,
    type: "token",
    label: one.label,
    url: `/v4/profile/tokens/${one.id}`,
  }),
  create: defineCreation({
    schema: z.object({
      label: tokenLabel.nullish(),
      scopes: z.string().regex(scopes, "scopes is not valid").nullish(),
      expiry: z
        .string()
        .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/, "expiry is not valid")
        .refine(exists, "expiry is not valid")
        .nullish(),
    }),
    build: (call, input): TokenRecord => {
      const secret = randomBytes(32).toString("hex");
      const record: TokenRecord = {
        id: call.world.store.nextId(),
        label: input.label ?? "token",
        scopes: scopesFor(call, input.scopes),
        created: call.world.clock.timestamp(),
        expiry: input.expiry?.replace(/(\.\d+)?Z?$/, "") ?? never,
        digest: tokenDigest(secret),
        start: secret.slice(0, 16),
      };
      fresh.set(record, secret);
      return record;
    },
    answer: (_, one) => view(one, fresh.get(one)),
  }),
  update: defineChange({
    schema: z.object({ label: tokenLabel }),
    apply: (_call, _record: TokenRecord, input) => ({ label: input.label }),
  }),
  remove: {
    before: ({ world }, one: TokenRecord) => void world.store.insert("revokedToken", { id: one.digest }),
  },
  notifications: { create: "token_create", update: "token_update", delete: "token_delete" },
});

export const personalTokens: Section = { resources: [token] };
