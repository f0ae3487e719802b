import type { RequestListener } from "node:http";
import { deflateSync } from "node:zlib";

/** A package with a fault that a later version mends, as the tracker knows it. */
export interface Vulnerable {
  readonly package: string;
  /** The first version without the fault. */
  readonly fixed: string;
  /** `CVE-YEAR-NUMBER`. */
  readonly id: string;
}

/** The names of Debian's tracker of vulnerabilities and of ClamAV's signatures. */
export const feedNames: readonly string[] = ["security-tracker.debian.org", "database.clamav.net"];

/** What the two tell, for the tests to change. */
export interface Feeds {
  vulnerable: readonly Vulnerable[];
  /** Signatures, in ClamAV's own text form: name, type, place, bytes. */
  signatures: string;
  /** What was asked for, in order: name and path. */
  readonly asked: string[];
}

export const newFeeds = (): Feeds => ({ vulnerable: [], signatures: "", asked: [] });

/** The tracker's list in the form that debsecan reads: names, packages with the version that is fixed, and sources with their binaries. */
function tracker(vulnerable: readonly Vulnerable[]): Buffer {
  const lines = [
    "VERSION 1",
    ...vulnerable.map(({ id }) => `${id},,A fault of a test`),
    "",
    ...vulnerable.map(({ package: name, fixed }, index) => `${name},${index}, H?F,${fixed},`),
    "",
    ...vulnerable.map(({ package: name }) => `${name},${name}`),
    "",
  ];
  return deflateSync(`${lines.join("\n")}\n`);
}

/** Answers for both, and hands every other name on. */
export function feedsOr(feeds: Feeds, others: RequestListener): RequestListener {
  return (request, response) => {
    const name = request.headers.host ?? "";
    if (!feedNames.includes(name)) return others(request, response);
    feeds.asked.push(`${name}${request.url}`);
    if (name === "security-tracker.debian.org" && request.url === "/tracker/debsecan/release/1/trixie")
      response.end(tracker(feeds.vulnerable));
    else if (name === "database.clamav.net" && request.url === "/test.ndb") response.end(feeds.signatures);
    else response.writeHead(404).end();
  };
}
