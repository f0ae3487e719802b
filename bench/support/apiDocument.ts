import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The version in the addresses that clients ask for; the documents leave it out. */
const version = "/v4";

/**
 * Joins the API's documents, one a group of paths, into the one that they are parts of: as they are written, but for the version
 * before each path. YAML can be joined as text, and text is not reworded.
 *
 * @param documents OpenAPI 3.0 in YAML, each path on a line of its own below `paths:`, nothing below `components:`
 * @throws Error for a document of another form
 */
export function joinDocuments(documents: readonly string[]): string {
  const paths = documents.flatMap((document, index) => {
    const found = /^paths:\n(.*?)^components: \{\}$/ms.exec(document)?.[1];
    if (found === undefined) throw new Error(`Document ${index + 1} has no paths, or has components.`);
    return found.replace(/^ {2}\//gm, `  ${version}/`);
  });
  const head = 'openapi: 3.0.1\ninfo:\n  title: Linode API\n  version: "4"\n';
  return `${head}paths:\n${paths.join("")}`;
}

/** The whole document of the API, from the folder with its groups. */
export function readWholeDocument(folder: string): string {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return joinDocuments(names.sort().map((name) => readFileSync(join(folder, name), "utf8")));
}
