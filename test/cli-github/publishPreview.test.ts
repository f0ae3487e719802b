import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishPreview } from "../../cli/github/publishPreview";
import { reportOf, violationOf } from "../cli-preview/report";
import { temporaryFolder } from "../support/temporaryFolder";
import { startGitHub } from "./server";

const sha = "a".repeat(40);
const event = (parts: Record<string, unknown> = {}) => ({
  workflow_run: {
    event: "pull_request",
    head_sha: sha,
    head_branch: "fix&state=closed",
    html_url: "https://github.example/bastide/hosting/actions/runs/7",
    head_repository: { full_name: "someone/hosting", owner: { login: "someone" } },
    ...parts,
  },
});
const open = [
  { number: 8, head: { sha: "b".repeat(40), repo: { full_name: "someone/hosting" } } },
  { number: 9, head: { sha, repo: { full_name: "other/hosting" } } },
  { number: 12, head: { sha, repo: { full_name: "someone/hosting" } } },
];
const bot = { login: "github-actions[bot]", type: "Bot" };
const marked = "<!-- bastide-preview -->\nold";
const folderWith = (report: unknown) => temporaryFolder({ "report.json": JSON.stringify(report) });
const refused = reportOf({ compliant: false, violations: [violationOf()] });

describe("publishing a preview", () => {
  it("comments on the pull request whose newest commit was judged, as the API names it", async () => {
    const github = await startGitHub({ "/pulls": open });
    const folder = folderWith(refused);
    const { said, published } = await publishPreview(folder, event(), github.environment);
    expect(said).toBe("Comment on #12 written.");
    expect(github.asked[0]).toMatchObject({
      path: "/pulls?head=someone:fix&state=closed",
      authorization: "Bearer job-token",
    });
    expect(github.written()).toHaveLength(1);
    const [written] = github.written();
    expect(written).toMatchObject({ method: "POST", path: "/issues/12/comments" });
    expect(written?.body.body).toMatch(
      /^<!-- bastide-preview -->\n## ❌ Stack prod is not compliant: 1 violation\./,
    );
    expect(written?.body.body).toContain(
      `href="https://github.example/someone/hosting/blob/${sha}/infra/components/dataNode.ts#L24"`,
    );
    expect(published).toEqual({ sarif: join(folder, "report.sarif"), ref: "refs/pull/12/head", sha });
    expect(JSON.parse(readFileSync(join(folder, "report.sarif"), "utf8")).runs[0].results).toHaveLength(1);
  });

  it("updates its own comment in place, and nobody else's", async () => {
    const github = await startGitHub({
      "/pulls": open,
      "/issues/12/comments": [
        ...Array.from({ length: 120 }, (_, id) => ({
          id,
          body: "Hello.",
          user: { login: "x", type: "User" },
        })),
        { id: 500, body: marked, user: { login: "someone", type: "User" } },
        { id: 501, body: `Quote: ${marked}`, user: bot },
        { id: 502, body: marked, user: bot },
      ],
    });
    expect((await publishPreview(folderWith(refused), event(), github.environment)).said).toMatch(/updated/);
    expect(github.written().map(({ method, path }) => [method, path])).toEqual([
      ["PATCH", "/issues/comments/502"],
    ]);
  });

  it("says nothing where newer commits have come, or the pull request is closed", async () => {
    const github = await startGitHub({ "/pulls": open.slice(0, 2) });
    const { said, published } = await publishPreview(folderWith(refused), event(), github.environment);
    expect(said).toMatch(/^No open pull request/);
    expect(published).toBeUndefined();
    expect(github.written()).toEqual([]);
  });

  it.each([
    ["no report", {}],
    ["a report that is not JSON", { "report.json": "<h1>" }],
    ["a report of another form", { "report.json": JSON.stringify({ ...refused, stack: "@everyone" }) }],
  ])("says that there is no preview where the run left %s", async (_, files) => {
    const github = await startGitHub({ "/pulls": open });
    const { published } = await publishPreview(temporaryFolder(files), event(), github.environment);
    expect(github.written()[0]?.body.body).toMatch(
      /## ❌ There is no preview\n\n<a href="https:\/\/github\.example/,
    );
    expect(published).toBeUndefined();
  });

  it("shows configuration problems where the stack could not be evaluated", async () => {
    const github = await startGitHub({ "/pulls": open });
    const problems = [
      { key: "bastide:x", message: "Wrong.", fix: "Mend.", file: "Pulumi.prod.yaml", line: 3 },
    ];
    const failure = { error: { kind: "configuration", message: "One problem.", problems } };
    await publishPreview(folderWith(failure), event(), github.environment);
    expect(github.written()[0]?.body.body).toContain("Wrong. | Mend. |");
  });

  it.each([
    ["policy-pack/index.ts", true],
    [".github/workflows/preview.yml", true],
    ["infra/components/zone.ts", false],
  ])("warns where the pull request changes its own judge: %s", async (filename, warned) => {
    const github = await startGitHub({ "/pulls": open, "/pulls/12/files": [{ filename }] });
    await publishPreview(folderWith(refused), event(), github.environment);
    expect(String(github.written()[0]?.body.body).includes("changes what judges it")).toBe(warned);
  });

  it("gives code scanning what a push has found, and comments nowhere", async () => {
    const github = await startGitHub({});
    const push = event({ event: "push", head_branch: "main" });
    const { published } = await publishPreview(folderWith(refused), push, github.environment);
    expect(published).toMatchObject({ ref: "refs/heads/main", sha });
    expect(github.asked).toEqual([]);
    const odd = event({ event: "push", head_branch: "main\nsha=x" });
    expect((await publishPreview(folderWith(refused), odd, github.environment)).published).toBeUndefined();
  });

  it("fails with GitHub's answer, without the token", async () => {
    const github = await startGitHub({}, 403);
    const failed = publishPreview(folderWith(refused), event(), github.environment);
    await expect(failed).rejects.toThrow(/GitHub answers GET \/pulls\S+ with 403: \{"message":"no"\}/);
    await expect(failed).rejects.not.toThrow(/job-token/);
  });
});
