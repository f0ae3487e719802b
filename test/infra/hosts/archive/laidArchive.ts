import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const programs = join(__dirname, "../../../../infra/hosts/files/data/usr/lib/bastide");
const place = "/usr/lib/bastide/archive.sh";

/**
 * Lays a program of the archive into a folder, with the settings of two buckets and what stands in for pgBackRest. `test/hosts/database.test.ts` has
 * the real one. Its patience is a hundredth of what hosts have where `isQuick`.
 */
export function layArchive(
  folder: string,
  { program, standIn, isQuick = false }: { program: string; standIn: string; isQuick?: boolean },
): { readonly script: string; readonly config: string; readonly env: NodeJS.ProcessEnv } {
  const lay = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
    return join(folder, name);
  };
  const config = lay("pgbackrest.conf", "[global]\nrepo1-type=s3\nrepo1-path=/x\nrepo2-type=s3\n");
  lay("pgbackrest", standIn);
  const shared = replaced(
    readFileSync(join(programs, "archive.sh"), "utf8"),
    "/var/lib/bastide-database/pgbackrest.conf",
    config,
  );
  const archive = lay(
    "archive.sh",
    isQuick ? replaced(shared, "--kill-after=1 4", "--kill-after=1 0.2") : shared,
  );
  const script = lay(program, replaced(readFileSync(join(programs, program), "utf8"), place, archive));
  return { script, config, env: { ...process.env, PATH: `${folder}:${process.env.PATH}` } };
}

function replaced(text: string, before: string, after: string): string {
  if (!text.includes(before)) throw new Error(`There is no ${before} in it any more.`);
  return text.replace(before, after);
}
