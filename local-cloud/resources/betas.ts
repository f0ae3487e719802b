import { z } from "zod";
import type { Call, Endpoint } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";

/** That the account takes part in a beta programme; its id is the programme's. */
export interface EnrollmentRecord extends Entity {
  id: string;
  enrolled: string;
}

declare module "../core/kinds" {
  interface Kinds {
    enrollment: EnrollmentRecord;
  }
}

/** Programmes that one can take part in: the example of the API's document. It changes nothing here. */
const betas = [
  {
    id: "example_open",
    label: "Example Open Beta",
    description: "This is an open public beta for an example feature.",
    started: "2023-07-11T00:00:00",
    ended: null,
    greenlight_only: false,
    more_info: "https://www.linode.com/green-light/",
  },
];

function beta(id: string): (typeof betas)[number] {
  const found = betas.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function enrolledView(one: EnrollmentRecord): unknown {
  const { id, label, description, started, ended } = beta(one.id);
  return { id, label, description, started, ended, enrolled: one.enrolled };
}

function enroll(call: Call): unknown {
  const { id } = validate(z.object({ id: z.string() }), call.body);
  const { store, clock } = call.world;
  if (!betas.some((one) => one.id === id)) throw invalid("id is not valid", "id");
  if (store.get("enrollment", id) !== undefined) throw invalid("Already enrolled in this beta", "id");
  store.insert("enrollment", { id, enrolled: clock.timestamp() });
  return {};
}

function enrollments(world: World): unknown[] {
  return [...world.store.all("enrollment")].map(enrolledView);
}

function one(call: Call): unknown {
  const found = call.world.store.get("enrollment", call.params.id ?? "");
  if (found === undefined) throw notFound();
  return enrolledView(found);
}

const scope = "account";
const filterable = ["label", "started", "ended", "enrolled"];

export const betaEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/betas",
    scope,
    filterable: ["label", "started", "ended"],
    run: (call) => answerList(call, betas, ["label", "started", "ended"]),
  },
  { method: "GET", path: "/betas/:id", scope, run: (call) => beta(call.params.id ?? "") },
  {
    method: "GET",
    path: "/account/betas",
    scope,
    filterable,
    run: (call) => answerList(call, enrollments(call.world), filterable),
  },
  { method: "POST", path: "/account/betas", scope, run: enroll },
  { method: "GET", path: "/account/betas/:id", scope, run: one },
];
