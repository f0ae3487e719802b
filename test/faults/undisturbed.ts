import { type Picture, pictureOf } from "./picture";
import { type Profile, profileOf } from "./profile";
import { judgeUp, snapshotOf } from "./verdict";
import type { EngineName, Workplace } from "./workplace";

/** A run that nobody disturbs: what every other one is held to. */
export interface Undisturbed {
  readonly up: Picture;
  /** With the other region active. */
  readonly switched: Picture | undefined;
  /** An empty local cloud: what is there without anyone having made it. */
  readonly empty: Picture;
  /** How long the commands take, in seconds. */
  readonly seconds: { readonly up: number; readonly switch: number; readonly destroy: number };
  readonly profiles: { readonly up: Profile; readonly destroy: Profile };
}

/** Brings the stack up, switches its active region (through the engine), and destroys it. Throws where any of it fails. */
export async function runUndisturbed(place: Workplace, engine: EngineName): Promise<Undisturbed> {
  await place.reset();
  await place.startCloud();
  const empty = pictureOf(await snapshotOf(place));
  await place.reset();
  const { ran: up, profile: upProfile } = await succeed(place, "up", engine);
  const upPicture = pictureOf(await snapshotOf(place));
  const wrong = await judgeUp(place, upPicture);
  if (wrong.length > 0) {
    throw new Error(`An undisturbed up does not stand up to the checks:\n  ${wrong.join("\n  ")}`);
  }
  let switched: Picture | undefined;
  let switching = 0;
  if (engine === "pulumi" && place.hasRegions) {
    place.switchActiveRegion();
    switching = (await succeed(place, "up", engine)).ran.seconds;
    switched = pictureOf(await snapshotOf(place));
  }
  const { ran: destroy, profile } = await succeed(place, "destroy", engine, "--keep-cloud");
  await place.reset();
  return {
    up: upPicture,
    switched,
    empty,
    seconds: { up: up.seconds, switch: switching, destroy: destroy.seconds },
    profiles: { up: upProfile, destroy: profile },
  };
}

async function succeed(
  place: Workplace,
  command: "up" | "destroy",
  engine: EngineName,
  ...options: readonly string[]
) {
  const { ran, profile } = await profileOf(place, place.start(command, engine, ...options));
  if (ran.code !== 0) {
    throw new Error(`An undisturbed ${command} ended with ${ran.code}:\n${ran.stdout}${ran.stderr}`);
  }
  return { ran, profile };
}
