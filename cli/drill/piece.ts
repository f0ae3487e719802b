import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";

import { drillEvidence } from "../../drill/report/schema";
import { UserError } from "../../engine/errors";

/** The evidence of one drill as it lies in files. */
export interface Piece {
  /** What the names of its objects begin with: `drills/YYYY/TIME/`, in the order of the drills' beginnings. */
  readonly prefix: string;
  /** JSON, page, digests, and the signature where there is one. Names are those of the digests. */
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[];
}

const types: Readonly<Record<string, string>> = {
  json: "application/json",
  html: "text/html; charset=utf-8",
};

/** What kind of file a name is of. */
export const contentType = (name: string): string =>
  types[name.slice(name.lastIndexOf(".") + 1)] ?? "text/plain; charset=utf-8";

/**
 * Reads a drill's evidence, whole: what was altered since it was written is none.
 *
 * @param json its JSON file; the others lie beside it
 * @throws UserError with all that is wrong
 */
export function readPiece(json: string): Piece {
  const base = json.replace(/\.json$/, "");
  const whole = [json, `${base}.html`, `${base}.sha256`];
  const missing = whole.filter((file) => !existsSync(file));
  if (base === json || missing.length > 0)
    throw new UserError(
      base === json
        ? `${json} is not the JSON of a drill.`
        : `The evidence is not whole: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not there.`,
      "Name the JSON file that the drill wrote, with its page and its digests beside it.",
    );
  const signature = `${base}.sha256.sig`;
  const files = [...whole, ...(existsSync(signature) ? [signature] : [])].map((file) => ({
    name: basename(file),
    bytes: readFileSync(file),
  }));
  const [data, page, digests] = files;
  const told = digests?.bytes.toString() ?? "";
  const altered = [data, page].flatMap((file) =>
    file === undefined || told.includes(`${sha256(file.bytes)}  ${file.name}\n`) ? [] : [file.name],
  );
  if (altered.length > 0)
    throw new UserError(
      `${altered.join(" and ")} ${altered.length === 1 ? "is" : "are"} not what ${base}.sha256 says.`,
      "It was altered or renamed since the drill: take it from where it was kept as it was.",
    );
  const parsed = drillEvidence.safeParse(asJson(data?.bytes.toString() ?? ""));
  if (!parsed.success)
    throw new UserError(
      `${json} is not the evidence of a drill.`,
      "docs/schemas/drill.schema.json says what that is.",
    );
  const started = parsed.data.startedAt.replace(/[-:]/g, "").replace(/\.\d+/, "");
  return { prefix: `drills/${started.slice(0, 4)}/${started}/`, files };
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
