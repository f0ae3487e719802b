import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import type { Entity } from "../core/kinds";
import { defined, label } from "./shared";

/** An application that users may let into the account. Its secret is made, shown once, and not kept. */
export interface OauthClientRecord extends Entity {
  id: string;
  label: string;
  redirect_uri: string;
  public: boolean;
}

declare module "../core/kinds" {
  interface Kinds {
    oauthClient: OauthClientRecord;
  }
}

/** Where a user's browser is sent after the log-in. */
const redirectUri = z
  .string()
  .refine((text) => /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i.test(text), "Must be a URL");

const clientLabel = label(1, 512, /^[^\n]*$/, "Must be one line");

function view(one: OauthClientRecord, secret = "<REDACTED>"): unknown {
  return {
    id: one.id,
    label: one.label,
    redirect_uri: one.redirect_uri,
    public: one.public,
    status: "active",
    secret,
    thumbnail_url: null,
  };
}

function newSecret(): string {
  return randomBytes(32).toString("hex");
}

function reset(call: Call, one: OauthClientRecord): unknown {
  call.world.jobs.notify({
    action: "oauth_client_secret_reset",
    kind: "oauthClient",
    entity: reference(one),
  });
  return view(one, newSecret());
}

function reference(one: OauthClientRecord) {
  return { id: one.id, type: "oauth_client", label: one.label, url: `/v4/account/oauth-clients/${one.id}` };
}

const client = defineResource<"oauthClient">({
  kind: "oauthClient",
  path: "/account/oauth-clients",
  named: true,
  scope: "account",
  filterable: ["id", "label", "public"],
  view: (_, one) => view(one),
  reference: (_, one) => reference(one),
  create: defineCreation({
    schema: z.object({ label: clientLabel, redirect_uri: redirectUri, public: z.boolean().nullish() }),
    build: (_call, input): OauthClientRecord => ({
      id: randomBytes(10).toString("hex"),
      label: input.label,
      redirect_uri: input.redirect_uri,
      public: input.public ?? false,
    }),
    answer: (_, one) => view(one, newSecret()),
  }),
  update: defineChange({
    schema: z.object({
      label: clientLabel.nullish(),
      redirect_uri: redirectUri.nullish(),
      public: z.boolean().nullish(),
    }),
    apply: (_call, _record: OauthClientRecord, input): Partial<OauthClientRecord> =>
      defined({
        label: input.label ?? undefined,
        redirect_uri: input.redirect_uri ?? undefined,
        public: input.public ?? undefined,
      }),
  }),
  remove: {},
  notifications: {
    create: "oauth_client_create",
    update: "oauth_client_update",
    delete: "oauth_client_delete",
  },
  actions: [{ method: "POST", path: "reset-secret", run: reset }],
});

export const oauthClients: Section = { resources: [client] };
