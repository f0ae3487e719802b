import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromPyPi, installed, type Tool } from "../../clients/support/tools";

/** The release on PyPI that is run. */
const version = "4.32.5";

/** Schemathesis, in an environment of its own outside the project; installs it if it isn't there. */
export function schemathesis(): Tool {
  return installed(fromPyPi("schemathesis", version, 300));
}

/** What it found, by kind of failure; the operations as `GET /vpcs/{vpcId}`. */
export interface Report {
  test_cases: { generated: number };
  operations: { selected: number; tested: number };
  failures: readonly { type: string; title: string; operations: readonly string[] }[];
}

/** What to ask of it. */
export interface Asked {
  /** The command. */
  path: string;
  /** OpenAPI, as JSON can write it. */
  document: object;
  /** With the version. */
  url: string;
  token: string;
  seed: number;
  /** Requests for an operation in each phase, and seconds in all. */
  examples: number;
  seconds: number;
}

/**
 * What it looks for. Left out is whether requests are refused exactly where the document says: Linode's document doesn't
 * say what a good request is (most fields are strings), and Linode ignores fields that it doesn't know.
 */
const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "ignored_auth",
  "unsupported_method",
  "use_after_free",
  "ensure_resource_availability",
];

/** Runs it to its end. Throws with what it said if it wrote no report. */
export async function runSchemathesis(asked: Asked): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "bastide-schemathesis-"));
  try {
    const document = join(folder, "linode.json");
    const report = join(folder, "report.json");
    writeFileSync(document, JSON.stringify(asked.document));
    const said = await run(folder, asked.path, [
      ...["--no-color", "run", document, "--url", asked.url],
      ...["--header", `Authorization: Bearer ${asked.token}`],
      ...["--checks", checks.join(","), "--continue-on-failure", "--no-shrink"],
      ...["--seed", String(asked.seed), "--max-examples", String(asked.examples)],
      ...["--max-time", String(asked.seconds), "--request-timeout", "10"],
      // Names with a slash in them, such as images', are more than it finds by chance.
      ...["--suppress-health-check", "all", "--generation-database", "none"],
      ...["--report", "json", "--report-json-path", report],
    ]);
    try {
      return JSON.parse(readFileSync(report, "utf8")) as Report;
    } catch {
      throw new Error(`Schemathesis wrote no report. It said:\n${said.slice(-2000)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      // Nothing of the user's is read or written, and nothing is told to anyone.
      env: { PATH: process.env.PATH ?? "", HOME: folder, LANG: "C.UTF-8" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part: Buffer) => {
        said += part.toString("utf8");
      });
    }
    child.on("error", reject);
    child.on("close", () => resolve(said));
  });
}
