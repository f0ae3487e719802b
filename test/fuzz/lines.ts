import type { Action } from "./story";
import type { Answer, Concrete } from "./tree";

/** An action as commands for a shell, against a local cloud at `$URL`. */
export function concreteLines(action: Action, sent: readonly Concrete[]): string[] {
  if (action.kind === "advance") {
    return [`curl -sX PUT "$URL/_local/clock" -d '{"advance":${action.seconds}}'`];
  }
  if (action.kind === "restart") return ["# stop the local cloud, and start it again with the same --state"];
  const lines = sent.map(command);
  return lines.length > 1 ? ["# at once:", ...lines.map((line) => `${line} &`), "wait"] : lines;
}

/** What came back, cut to what tells something. */
export function answerLine(answer: Answer | undefined): string {
  if (answer === undefined) return "# → no answer";
  return `# → ${answer.status} ${withoutSecrets(JSON.stringify(answer.body) ?? "").slice(0, 300)}`;
}

/** Secrets of a throwaway local cloud are of no use to anyone, and are shown to no one all the same. */
function withoutSecrets(json: string): string {
  return json.replace(
    /"(token|secret|secret_key|password|root_pass|private_key|ssl_key)":"[^"]*"/g,
    '"$1":"…"',
  );
}

function command({ method, path, headers, body }: Concrete): string {
  const more = Object.entries(headers).map(([name, value]) => ` -H ${quote(`${name}: ${value}`)}`);
  const data = body === undefined ? "" : ` -d ${quote(withoutSecrets(body))}`;
  return `curl -sX ${method} "$URL"${quote(`/v4${path}`)} -H 'Authorization: Bearer fuzz'${more.join("")}${data}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
