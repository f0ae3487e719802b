/**
 * What the providers say when a request met something that may be over when it is made again: a gateway or the API in trouble,
 * an answer that was lost or cut short, a rate limit, a job of the platform that failed.
 */
const passing = [
  /\[(408|429|5\d\d)\]/,
  /\((408|429|5\d\d)\)/,
  /Linode busy\./,
  /Too many requests/i,
  /\bEOF\b/,
  /connection (reset|refused)|broken pipe|socket hang up|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT/,
  /other side closed|fetch failed|can't be reached|terminated/,
  /unexpected end of JSON|invalid character .* looking for beginning|Unexpected (end|token)|is not JSON/,
  /server closed idle connection|transport connection broken|use of closed network connection/,
  /deadline exceeded|timed? ?out/i,
  /Bad Gateway|Gateway Time-?out|Service Unavailable|Internal Server Error/i,
  /event .* failed|failed event|status of failed/i,
  /gave no answer/,
] as const;

/** Whether an error may be gone when the same is tried again. A refusal is not: the same request would be refused again. */
export function mayPass(message: string): boolean {
  return passing.some((pattern) => pattern.test(message));
}
