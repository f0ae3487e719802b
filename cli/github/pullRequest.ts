import { z } from "zod";
import type { GitHub } from "./api";

/** The part of a `workflow_run` event that is used. GitHub wrote it; branch names in it are a contributor's words. */
export const workflowRun = z.object({
  workflow_run: z.object({
    event: z.string(),
    head_sha: z.string().regex(/^[0-9a-f]{40}$/),
    head_branch: z.string().nullable(),
    html_url: z.url({ protocol: /^https?$/ }),
    head_repository: z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }).nullable(),
  }),
});

export type WorkflowRun = z.infer<typeof workflowRun>["workflow_run"];

const pullRequest = z.object({
  number: z.number().int().positive(),
  head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
});

/**
 * The open pull request whose newest commit the run was for; undefined where there is none any more, or newer commits have come.
 * It is asked of GitHub: a run's own output could name any number, and the event names none for forks.
 */
export async function pullRequestOf(run: WorkflowRun, github: GitHub): Promise<number | undefined> {
  const { head_repository: repository, head_branch: branch, head_sha: sha } = run;
  if (repository === null || branch === null) {
    return undefined;
  }
  const head = encodeURIComponent(`${repository.owner.login}:${branch}`);
  const open = await github.list(`/pulls?state=open&head=${head}`, pullRequest);
  return open.find(
    ({ head: { sha: newest, repo } }) => newest === sha && repo?.full_name === repository.full_name,
  )?.number;
}

/** What decides about the verdict. */
const judges = /^(?:cli|engine|policy-pack|catalogue|\.github)\/|^package(?:-lock)?\.json$/;

/** Whether a pull request changes what judges it: its report is then worth as much as that change. */
export async function changesItsJudge(number: number, github: GitHub): Promise<boolean> {
  const files = await github.list(
    `/pulls/${number}/files`,
    z.object({ filename: z.string(), previous_filename: z.string().optional() }),
  );
  return files.some(
    ({ filename, previous_filename: before = filename }) => judges.test(filename) || judges.test(before),
  );
}

const comment = z.object({
  id: z.number().int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
});

/** Writes a comment, or puts it in place of the one that begins with the same marker and that a bot wrote. */
export async function keepOneComment(
  number: number,
  { marker, body }: { readonly marker: string; readonly body: string },
  github: GitHub,
): Promise<"written" | "updated"> {
  const comments = await github.list(`/issues/${number}/comments`, comment);
  // Anyone can write the marker; only a bot's comment may be taken for our own.
  const own = comments.find(({ user, body: text }) => user?.type === "Bot" && text?.startsWith(marker));
  const content = { body: `${marker}\n${body}` };
  await (own === undefined
    ? github.send("POST", `/issues/${number}/comments`, content)
    : github.send("PATCH", `/issues/comments/${own.id}`, content));
  return own === undefined ? "written" : "updated";
}
