import { controlPaths } from "../../../local-cloud/core/controlPaths";
import { linodeLimits } from "../../../local-cloud/core/rateLimits";
import { presets } from "../../../local-cloud/core/settings";
import { callersOf, neverSucceed, readCalls } from "./calls";
import { beyond, type Documented, isDocumented, leftOut, missing, readDocumented } from "./document";
import type { EndpointFacts, Group, JobFacts } from "./facts";

const introduction = `<!-- Written from the code by \`npm run docs\`; do not edit by hand. -->
# What the local cloud offers

Every endpoint of [the local cloud](guide/local-cloud.md), with what the code says of it. Nothing here is kept by hand:

- **Scopes**, **rate limit** and filters are the table's that answers requests are made from.
- **Does** is read from the source of each endpoint and of all that it calls: jobs (work that takes time, with one event), events,
  what a region has to be able to do, settings that change it. Below each table is what its endpoints refuse, word for word (… for
  what varies), and what they do as Linode was recorded or is documented to do. What every endpoint has in common is not repeated:
  401 without a token or scope, 404 for what isn't there, 405 for a method that a path doesn't have, 429 over a limit, 400 for
  fields of a wrong type, pages and \`X-Filter\`.
- **Document** says whether the API's document (version VERSION) has it; \`newer\` is what Linode's recordings and clients show beside it.
- **Tests** are the files of \`test/local-cloud\` that were seen to call it with success, **clients** those of \`test/clients\`, in
  which clients that nobody here wrote do: the provider, linodego, linode-cli and @linode/api-v4. Every run holds this against what
  is really called.
`;

/** The whole page docs/local-cloud-coverage.md. */
export function coveragePage(groups: readonly Group[]): string {
  const documented = readDocumented();
  const all = groups.flatMap(({ endpoints }) => endpoints);
  return [
    introduction.replace("VERSION", documented.version),
    figures(all, documented),
    traps(groups),
    settings(all),
    rateLimits(),
    controls(),
    "## Endpoints\n",
    ...groups.map((group) => section(group, documented)),
    gaps(all, documented),
  ].join("\n");
}

function figures(all: readonly EndpointFacts[], documented: Documented): string {
  const endpoints = all.map(({ endpoint }) => endpoint);
  const left = missing(endpoints, documented).length;
  const { length } = documented.operations;
  const newer = endpoints.filter((one) => !isDocumented(one, documented)).length;
  const jobs = new Set(all.flatMap((one) => one.jobs)).size;
  const events = new Set(all.flatMap((one) => one.events)).size;
  return `${endpoints.length} endpoints: ${length - left} of the document's ${length}, and ${newer} newer ones. They start ${jobs} kinds of
job and record ${events} kinds of event at once. What is left out is [at the end](#left-out).
`;
}

/** What surprises people at Linode, and is kept rather than hidden. */
function traps(groups: readonly Group[]): string {
  const lines = new Map<string, string[]>();
  const add = (notes: readonly string[], where: string): void => {
    for (const note of notes.filter((one) => /\btrap\b/.test(one))) {
      lines.set(note, [...(lines.get(note) ?? []), where]);
    }
  };
  for (const { endpoints, jobs } of groups) {
    for (const { notes, name } of endpoints) add(notes, code(name));
    for (const { notes, name } of jobs) add(notes, `job ${code(name)}`);
  }
  return [
    "## Traps",
    "Where Linode surprises people, the local cloud does as Linode does.\n",
    ...[...lines].map(([note, where]) => `- ${cell(note)} ${where.join(", ")}`),
    "",
  ].join("\n");
}

function settings(all: readonly EndpointFacts[]): string {
  const names = Object.keys(presets) as (keyof typeof presets)[];
  const keys = Object.keys(presets[names[0] ?? "2025"]) as (keyof (typeof presets)["2025"])[];
  return [
    "## Settings",
    "What Linode changed between versions of its API. A preset sets all of them (`--preset`, `PUT /_local/settings`).\n",
    row("setting", ...names.map(code), "looked at by"),
    row(...["", "", ...names].map(() => "---")),
    ...keys.map((key) => {
      const users = all.filter((one) => one.settings.includes(key)).map(({ name }) => code(name));
      return row(code(key), ...names.map((name) => code(presets[name][key])), users.join(", "));
    }),
    "",
  ].join("\n");
}

function rateLimits(): string {
  return [
    "## Rate limits",
    "Classes of endpoints and their figures, which `--rate-limits linode` keeps (off, the headers are sent all the same).\n",
    row("class", "requests", "at once", "figures from"),
    row("---", "---", "---", "---"),
    ...Object.entries(linodeLimits).map(([name, { windows, concurrency, source }]) =>
      row(
        code(name),
        windows.map(({ limit, seconds }) => `${limit} in ${seconds} s`).join(", "),
        concurrency === undefined ? "" : String(concurrency),
        source,
      ),
    ),
    "",
  ].join("\n");
}

function controls(): string {
  return [
    "## Controls",
    "Below `/_local`, for this machine only; no part of Linode's API.\n",
    row("request", "does"),
    row("---", "---"),
    ...controlPaths.map(({ method, path, about }) => row(code(`${method} ${path}`), about)),
    "",
  ].join("\n");
}

function section({ path, resource, endpoints, jobs }: Group, documented: Documented): string {
  const calls = readCalls();
  const kind =
    resource === undefined ? "" : `A kind of resource: \`${resource.kind}\` in faults and snapshots.\n`;
  const rows = endpoints.map((one) => {
    const { tests, clients } = callersOf(one.name, calls);
    return row(
      code(one.name),
      one.scopes === "*" ? "any" : one.scopes.replaceAll(",", ", "),
      one.rateLimit,
      isDocumented(one.endpoint, documented) ? "yes" : "newer",
      doesOf(one),
      tests.join(", "),
      clients.join(", "),
    );
  });
  return [
    `### ${path}`,
    kind,
    row("endpoint", "scopes", "rate limit", "document", "does", "tests", "clients"),
    row(...Array.from({ length: 7 }, () => "---")),
    ...rows,
    "",
    ...list("Filters and sorts by", endpoints.map(filters)),
    ...list("Jobs", jobs.map(jobLine)),
    ...list("Refuses", endpoints.map(refusals)),
    ...list("As Linode does", notesOf(endpoints, jobs)),
  ].join("\n");
}

function doesOf({ name, jobs, events, capabilities, settings: looked, endpoint }: EndpointFacts): string {
  return [
    ...jobs.map((one) => `job ${code(one)}`),
    ...events.map((one) => `event ${code(one)}`),
    ...(capabilities.length === 0 ? [] : [`region: ${capabilities.join(", ")}`]),
    ...looked.map((one) => `setting ${code(one)}`),
    ...(name in neverSucceed ? [`always refuses: ${neverSucceed[name]}`] : []),
    ...(endpoint.filterable === undefined ? [] : ["pages"]),
    ...(endpoint.raw ? ["takes bytes"] : []),
  ].join(", ");
}

function filters({ name, endpoint: { filterable = [] } }: EndpointFacts): string | undefined {
  return filterable.length === 0 ? undefined : `${code(name)}: ${filterable.map(code).join(" ")}`;
}

function jobLine({ name, event, seconds }: JobFacts): string {
  return `${code(name)}: ${seconds} s${event === name ? "" : `, event ${code(event)}`}`;
}

function refusals({ name, refusals: texts }: EndpointFacts): string | undefined {
  return texts.length === 0
    ? undefined
    : `${code(name)}: ${texts.map((text) => `“${cell(text.trim())}”`).join(" ")}`;
}

/** Each note once, with where it is true. */
function notesOf(endpoints: readonly EndpointFacts[], jobs: readonly JobFacts[]): string[] {
  const where = new Map<string, string[]>();
  for (const { name, notes } of [...endpoints, ...jobs]) {
    for (const note of notes) where.set(note, [...(where.get(note) ?? []), name]);
  }
  return [...where].map(([note, names]) =>
    names.length > 4 ? cell(note) : `${cell(note)} (${names.map(code).join(", ")})`,
  );
}

function gaps(all: readonly EndpointFacts[], documented: Documented): string {
  const left = missing(
    all.map(({ endpoint }) => endpoint),
    documented,
  );
  const groups = leftOut.map(([paths, what, why]) => {
    const own = left.filter((operation) => paths.test(operation.replace(/^\w+ /, "")));
    return [`**${what}.** ${why}`, "", ...own.map((operation) => `- ${code(operation)}`), ""].join("\n");
  });
  return [
    "## Left out",
    "Operations of the document that are not offered. They are answered as unknown paths, and counted: `GET /_local/gaps`.\n",
    ...groups,
    `Nor is there what the document at hand leaves out itself: ${beyond}.`,
    "",
  ].join("\n");
}

function list(title: string, lines: readonly (string | undefined)[]): string[] {
  const given = lines.filter((line) => line !== undefined);
  return given.length === 0 ? [] : [`${title}:\n`, ...given.map((line) => `- ${line}`), ""];
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell).join(" | ")} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
