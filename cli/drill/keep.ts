import { resolve } from "node:path";

import { UserError } from "../../engine/errors";
import { loadProject, type Project } from "../../engine/project";
import { openView } from "../openView";
import type { Common } from "../options";
import { readPiece } from "./piece";
import { evidenceBucket, store } from "./store";

export interface StoreCommand extends Partial<Common> {
  readonly stack: string;
  /** The evidence's JSON file. */
  readonly store: string;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** `bastide drill --store FILE`: 0 it is stored, or was; 1 it could not be. Throws UserError where there is nothing to store, or no place for it. */
export async function storeLater(options: StoreCommand): Promise<number> {
  const piece = readPiece(options.store);
  const { view, environment } = await openView(loadProject(process.cwd()), options.stack);
  const bucket = evidenceBucket(view);
  if (typeof bucket === "string")
    throw new UserError(
      `${options.store} can't be stored: ${bucket}.`,
      "--stack names the stack that has `events`.",
    );
  const objects = await store(piece, bucket, environment).catch((error: unknown) => {
    throw new UserError(
      `${options.store} is not stored in ${bucket.name}: ${reasonOf(error)}.`,
      "Once that is mended, call it again: what is there already stays as it is.",
      1,
    );
  });
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ bucket: bucket.name, region: bucket.region, objects }, null, 2)}\n`
      : `Stored in ${bucket.name}: ${objects.join(", ")}.\n`,
  );
  return 0;
}

/**
 * Stores the evidence of a drill that has just ended, and never fails: its verdict stands, and the files are there.
 *
 * @param json its JSON file; the others lie beside it
 * @returns what became of it, for people
 */
export async function keepEvidence(
  project: Project,
  stack: string,
  json: string,
  open: typeof openView = openView,
): Promise<string> {
  try {
    const piece = readPiece(json);
    const { view, environment } = await open(project, stack);
    const bucket = evidenceBucket(view);
    if (typeof bucket === "string") return `Not stored besides: ${bucket}.`;
    await store(piece, bucket, environment);
    return `Stored in ${bucket.name}: ${piece.prefix}.`;
  } catch (error) {
    const words = ["bastide drill --store", resolve(json), ...(stack === "prod" ? [] : ["--stack", stack])];
    return `warning: the evidence is not stored in the bucket of \`events\`: ${reasonOf(error).replace(/\.$/, "")}. It is there in files; store it later: \`${words.join(" ")}\`.`;
  }
}
