import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { username as ownName } from "../core/jobs";
import type { Entity, EntityReference } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { changeGrants, type Grants, noGrants, showGrants } from "./grants";

/** Somebody who may log in; its id is the user name. */
export interface UserRecord extends Entity {
  id: string;
  uid: number;
  email: string;
  restricted: boolean;
  two_factor_auth: boolean;
  verified_phone_number: string | null;
  /** What a restricted one may do; an unrestricted one may do everything. */
  grants: Grants;
}

declare module "../core/kinds" {
  interface Kinds {
    user: UserRecord;
  }
}

/** Who every request comes from. The record is made when it is first changed. */
export function ownUser(world: World): UserRecord {
  return (
    world.store.get("user", ownName) ?? {
      id: ownName,
      uid: 1,
      email: "local-cloud@example.com",
      restricted: false,
      two_factor_auth: true,
      verified_phone_number: null,
      grants: noGrants,
    }
  );
}

/** Changes the user that every request comes from. */
export function changeOwnUser(world: World, changes: Partial<UserRecord>): UserRecord {
  return world.store.insert("user", { ...ownUser(world), ...changes });
}

function view(world: World, user: UserRecord): unknown {
  const own = user.id === ownName;
  const keys = own ? [...world.store.all("sshKey")].map((key) => key.label) : [];
  return {
    username: user.id,
    email: user.email,
    restricted: user.restricted,
    ssh_keys: keys,
    tfa_enabled: user.two_factor_auth,
    user_type: "default",
    password_created: own ? "2020-01-01T00:00:00" : null,
    last_login: own ? { login_datetime: "2020-01-01T00:00:00", status: "successful" } : null,
    verified_phone_number: user.verified_phone_number,
  };
}

/** A user as events name it; users have names, so the number is their other one. */
function reference(user: UserRecord): EntityReference {
  return { id: user.uid, type: "user", label: user.id, url: `/v4/account/users/${user.id}` };
}

const name = z
  .string()
  .min(3, "Length must be 3-32 characters")
  .max(32, "Length must be 3-32 characters")
  .regex(
    /^[a-zA-Z0-9]((?![_-]{2,})[a-zA-Z0-9-_])+[a-zA-Z0-9]$/,
    "Must begin and end with an alphanumeric, and use only letters, numbers, dashes and underscores",
  );
const email = z.email("email is not valid");

function refuseTaken(call: Call, text: string): void {
  if (text === ownName || call.world.store.get("user", text) !== undefined) {
    throw invalid("Username is already in use", "username");
  }
}

function notify(world: World, user: UserRecord, action: string): void {
  world.jobs.notify({ action, kind: "user", entity: reference(user) });
}

/** Everybody, the requests' own user first. */
function everybody(world: World): UserRecord[] {
  return [ownUser(world), ...[...world.store.all("user")].filter((user) => user.id !== ownName)];
}

/** The user that the path names. */
function findUser(call: Call): UserRecord {
  const found = everybody(call.world).find((user) => user.id === call.params.username);
  if (found === undefined) throw notFound();
  return found;
}

const creation = z.object({ username: name, email, restricted: z.boolean().nullish() });

function create(call: Call): unknown {
  const input = validate(creation, call.body);
  refuseTaken(call, input.username);
  const { world } = call;
  const user = world.store.insert("user", {
    id: input.username,
    uid: world.store.nextId(),
    email: input.email,
    restricted: input.restricted ?? true,
    two_factor_auth: false,
    verified_phone_number: null,
    grants: noGrants,
  });
  notify(world, user, "user_create");
  return view(world, user);
}

const changes = z.object({
  username: name.nullish(),
  email: email.nullish(),
  restricted: z.boolean().nullish(),
});

function update(call: Call): unknown {
  const user = findUser(call);
  const input = validate(changes, call.body);
  const to = input.username ?? user.id;
  if (user.id === ownName && to !== ownName) {
    throw invalid("The local cloud's own user cannot be renamed", "username");
  }
  if (user.id === ownName && input.restricted) {
    throw invalid("The account needs an unrestricted user", "restricted");
  }
  if (to !== user.id) refuseTaken(call, to);
  const { world } = call;
  // The name is the record's id, so a renamed user's record moves.
  if (to !== user.id) world.store.remove("user", user.id);
  const next = world.store.insert("user", {
    ...user,
    id: to,
    email: input.email ?? user.email,
    restricted: input.restricted ?? user.restricted,
  });
  notify(world, next, "user_update");
  return view(world, next);
}

function remove(call: Call): unknown {
  const user = findUser(call);
  if (user.id === ownName) throw invalid("You cannot delete yourself");
  call.world.store.remove("user", user.id);
  notify(call.world, user, "user_delete");
  return {};
}

const scope = "account";
const path = "/account/users";
const filterable = ["username", "email", "restricted"];

function list(call: Call): unknown {
  return answerList(
    call,
    everybody(call.world).map((user) => view(call.world, user)),
    filterable,
  );
}

export const users: Section = {
  endpoints: [
    { method: "GET", path, scope, filterable, run: list },
    { method: "POST", path, scope, run: create },
    { method: "GET", path: `${path}/:username`, scope, run: (call) => view(call.world, findUser(call)) },
    { method: "PUT", path: `${path}/:username`, scope, run: update },
    { method: "DELETE", path: `${path}/:username`, scope, run: remove },
    {
      method: "GET",
      path: `${path}/:username/grants`,
      scope,
      run: (call) => showGrants(call.world, findUser(call)),
    },
    {
      method: "PUT",
      path: `${path}/:username/grants`,
      scope,
      run: (call) => changeGrants(call, findUser(call)),
    },
  ],
};
