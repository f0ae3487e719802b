import { afterEach } from "vitest";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "../../local-cloud";
import { judgeAnswer, requireGoodAnswers } from "../openapi/hook";

/** An answer of the API, with its body left open: each test knows what it asked for. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever field it is about
  body: any;
}

/** A running local cloud and a client for it. */
export interface Session {
  cloud: LocalCloud;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Calls and expects success. */
  ok(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer["body"]>;
  /** Lets every job end. */
  settle(): Promise<void>;
}

const open: LocalCloud[] = [];

afterEach(async () => {
  for (const cloud of open.splice(0)) await cloud.close();
  requireGoodAnswers();
});

/** A client for an API that listens somewhere; each answer is judged by the API's document, where it is there. */
export function client(url: string, token = "test"): Session["call"] {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path.startsWith("/_local") ? "" : "/v4"}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    judgeAnswer(method, path, response, answer);
    return { status: response.status, headers: response.headers, body: answer };
  };
}

/** Starts a local cloud whose jobs wait for `settle`, and ends it after the test. */
export async function start(options: LocalCloudOptions = {}): Promise<Session> {
  const cloud = await startLocalCloud({ speed: 0, versitygw: false, ...options });
  open.push(cloud);
  const call = client(cloud.url);
  return {
    cloud,
    call,
    ok: async (method, path, body, headers) => {
      const answer = await call(method, path, body, headers);
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    settle: async () => cloud.world.clock.advance(3600),
  };
}

/** The least that a Linode needs. */
export const linode = {
  region: "fr-par",
  type: "g6-nanode-1",
  image: "linode/debian12",
  authorized_keys: ["ssh-ed25519 AAAA"],
};

/** The reasons and fields of an error. */
export function errors(answer: Answer): unknown {
  return answer.body.errors;
}
