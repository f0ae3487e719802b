import type { Call, Endpoint } from "../core/definition";
import { notFound } from "../core/errors";
import { username } from "../core/jobs";
import { answerList } from "../core/routes";
import type { World } from "../core/world";

/** Nobody logs in here; one login stands for whoever started the local cloud, so that clients have one to read. */
function logins(world: World): { id: number; [field: string]: unknown }[] {
  const today = world.clock.timestamp().slice(0, 10);
  return [
    {
      id: 1,
      datetime: `${today}T00:00:00`,
      ip: "127.0.0.1",
      restricted: false,
      username,
      status: "successful",
    },
  ];
}

function one(call: Call): unknown {
  const found = logins(call.world).find((login) => String(login.id) === call.params.id);
  if (found === undefined) throw notFound();
  return found;
}

const filterable = ["id", "datetime", "ip", "restricted", "username", "status"];

function endpoints(path: string): readonly Endpoint[] {
  const scope = "account";
  return [
    {
      method: "GET",
      path,
      scope,
      filterable,
      run: (call) => answerList(call, logins(call.world), filterable),
    },
    { method: "GET", path: `${path}/:id`, scope, run: one },
  ];
}

/** Everybody's logins. */
export const accountLogins = endpoints("/account/logins");
/** One's own. */
export const profileLogins = endpoints("/profile/logins");
