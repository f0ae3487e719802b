import { z } from "zod";

/** What GitHub gives every job in its environment (docs.github.com, "Variables"). */
export interface Surroundings {
  readonly token: string;
  /** For example `https://api.github.com`. */
  readonly api: string;
  /** `OWNER/NAME`. */
  readonly repository: string;
}

/** Reads the surroundings. Throws an error that names every variable that is missing. */
export function surroundings(environment: NodeJS.ProcessEnv): Surroundings {
  const { GITHUB_TOKEN: token, GITHUB_API_URL: api, GITHUB_REPOSITORY: repository } = environment;
  if (!token || !api || !repository) {
    throw new Error("GITHUB_TOKEN, GITHUB_API_URL and GITHUB_REPOSITORY must be set, as in a job on GitHub.");
  }
  return { token, api, repository };
}

/** Pages that are read of one list at most; each has 100 entries. */
const mostPages = 30;
const patienceMs = 30_000;

/** The few calls that are needed, below `/repos/OWNER/NAME`. */
export class GitHub {
  constructor(private readonly at: Surroundings) {}

  /** All entries of a list, those beyond 3,000 left out. @throws when GitHub refuses, or answers in another form. */
  async list<T>(path: string, entry: z.ZodType<T>): Promise<T[]> {
    const all: T[] = [];
    const joint = path.includes("?") ? "&" : "?";
    for (let page = 1; page <= mostPages; page++) {
      const answer = await this.call("GET", `${path}${joint}per_page=100&page=${page}`);
      const entries = z.array(entry).parse(answer);
      all.push(...entries);
      if (entries.length < 100) {
        break;
      }
    }
    return all;
  }

  /** @throws when GitHub refuses. */
  async send(
    method: "POST" | "PATCH",
    path: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    return this.call(method, path, body);
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { api, repository, token } = this.at;
    const response = await fetch(`${api}/repos/${repository}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok) {
      throw new Error(
        `GitHub answers ${method} ${path} with ${response.status}: ${(await response.text()).slice(0, 300)}`,
      );
    }
    return response.json();
  }
}
