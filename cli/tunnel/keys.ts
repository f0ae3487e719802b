import { readFileSync } from "node:fs";
import { z } from "zod";
import { UserError } from "../../engine/errors";

const publicKey = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/);
const outputs = z.object({
  tunnels: z.record(z.string(), z.record(z.string(), publicKey.or(z.unknown()))).optional(),
});

/** The gateways' public keys of a class by region, from a stack's outputs; what is no key is left out. */
export function tunnelKeys(said: unknown, dataClass: string): ReadonlyMap<string, string> {
  const read = outputs.safeParse(said);
  const ofClass = read.success ? (read.data.tunnels?.[dataClass] ?? {}) : {};
  return new Map(
    Object.entries(ofClass).flatMap(([region, key]): [string, string][] => {
      const parsed = publicKey.safeParse(key);
      return parsed.success ? [[region, parsed.data]] : [];
    }),
  );
}

/** What `pulumi stack output --json` printed, from a file or, for `-`, from standard input. @throws UserError where it can't be read */
export function readSaid(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (error) {
    throw new UserError(
      `The outputs in ${file === "-" ? "standard input" : file} can't be read: ${error instanceof Error ? error.message : String(error)}.`,
      "Give what `pulumi stack output --json` prints.",
    );
  }
}
