import { z } from "zod";
import type { Call, Endpoint, Method, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Json } from "../core/json";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { showGrants } from "./grants";
import { profileLogins } from "./logins";
import { securityEndpoints } from "./profileSecurity";
import { given } from "./shared";
import { changeOwnUser, ownUser } from "./users";

/** What a user may set about themselves, beside what users have. */
const preset = {
  timezone: "UTC",
  email_notifications: false,
  lish_auth_method: "keys_only",
  authorized_keys: null as string[] | null,
};

/** Names under which the store keeps what belongs to the profile. */
const names = { own: "profile", preferences: "preferences" };

function view(world: World): unknown {
  const user = ownUser(world);
  return {
    username: user.id,
    email: user.email,
    ...preset,
    ...(world.store.getMeta(names.own) as object | undefined),
    referrals: { code: "", url: "", total: 0, completed: 0, pending: 0, credit: 0 },
    ip_whitelist_enabled: false,
    two_factor_auth: user.two_factor_auth,
    restricted: user.restricted,
    authentication_type: "password",
    user_type: "default",
    verified_phone_number: user.verified_phone_number,
    uid: user.uid,
  };
}

const schema = z.object({
  email: z.email("email is not valid").nullish(),
  timezone: z.string().min(1, "timezone is not valid").nullish(),
  email_notifications: z.boolean().nullish(),
  lish_auth_method: z.enum(["password_keys", "keys_only", "disabled"]).nullish(),
  authorized_keys: z.array(z.string()).nullish(),
  two_factor_auth: z.boolean().nullish(),
  restricted: z.boolean().nullish(),
});

function change(call: Call): unknown {
  const { email, two_factor_auth, restricted, authorized_keys, ...own } = validate(schema, call.body);
  const { world } = call;
  const user = ownUser(world);
  if (restricted) throw invalid("The account needs an unrestricted user", "restricted");
  if (two_factor_auth === true && !user.two_factor_auth) {
    throw invalid("Create and confirm a two factor secret first", "two_factor_auth");
  }
  changeOwnUser(world, {
    email: email ?? user.email,
    two_factor_auth: two_factor_auth ?? user.two_factor_auth,
  });
  const old = (world.store.getMeta(names.own) ?? {}) as Record<string, Json>;
  // No keys are kept as null, as recorded.
  const keys =
    authorized_keys === undefined
      ? {}
      : { authorized_keys: authorized_keys?.length ? authorized_keys : null };
  world.store.setMeta(names.own, { ...old, ...given(own), ...keys });
  const entity = { id: user.uid, type: "profile", label: user.id, url: "/v4/profile" };
  world.jobs.notify({ action: "profile_update", kind: "user", entity });
  return view(world);
}

/** Whatever JSON a client wants to keep. */
function setPreferences(call: Call): unknown {
  call.world.store.setMeta(names.preferences, { ...call.body } as Record<string, Json>);
  return call.body;
}

const scope = "account";

/** One of a list that is always empty. */
function none(method: Method, path: string): Endpoint {
  return {
    method,
    path,
    scope,
    run: () => {
      throw notFound();
    },
  };
}

export const profile: Section = {
  endpoints: [
    { method: "GET", path: "/profile", scope, run: (call) => view(call.world) },
    { method: "PUT", path: "/profile", scope, run: change },
    {
      method: "GET",
      path: "/profile/grants",
      scope,
      run: (call) => showGrants(call.world, ownUser(call.world)),
    },
    {
      method: "GET",
      path: "/profile/preferences",
      scope,
      run: (call) => call.world.store.getMeta(names.preferences) ?? {},
    },
    { method: "PUT", path: "/profile/preferences", scope, run: setPreferences },
    ...profileLogins,
    ...securityEndpoints,
    // Nobody uses a browser here, and no application was let in: the lists exist so that clients find them.
    {
      method: "GET",
      path: "/profile/devices",
      scope,
      filterable: [],
      run: (call) => answerList(call, [], []),
    },
    {
      method: "GET",
      path: "/profile/apps",
      scope,
      filterable: ["label", "created", "expiry"],
      run: (call) => answerList(call, [], ["label", "created", "expiry"]),
    },
    ...["/profile/devices/:id", "/profile/apps/:id"].flatMap((path) => [
      none("GET", path),
      none("DELETE", path),
    ]),
  ],
};
