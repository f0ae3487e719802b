import { complaintText, validator } from "./validator";

const found = new Set<string>();

/** Why answers go unjudged in this process; undefined if they are judged. */
export const unjudged = validator() === undefined ? "no API document at LINODE_OPENAPI_DIR" : undefined;

/** Judges an answer to a request of a test; what is wrong with it comes out at the test's end. */
export function judgeAnswer(method: string, path: string, response: Response, body: unknown): void {
  const address = path.split("?")[0] ?? "";
  // What a gateway in front of the API answers is no JSON, here as at Linode.
  const contentType = response.headers.get("content-type");
  if (address.startsWith("/_local") || (response.status >= 500 && contentType !== "application/json")) return;
  const judged = { method, path: address, status: response.status, contentType, body };
  for (const complaint of validator()?.judge(judged) ?? []) found.add(complaintText(complaint));
}

/** Throws if an answer since the last call was not as the API's document says. */
export function requireGoodAnswers(): void {
  const complaints = [...found];
  found.clear();
  if (complaints.length === 0) return;
  throw new Error(
    [
      "Answers were not as the API's document says:",
      ...complaints.map((one) => `  ${one}`),
      "Mend the local cloud. If a recording shows that Linode answers so, add it to test/openapi/exceptions.ts.",
    ].join("\n"),
  );
}
