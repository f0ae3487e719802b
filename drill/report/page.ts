import { createHash } from "node:crypto";

import { escapeText as e } from "./escape";
import { plot } from "./plot";
import type { DrillEvidence } from "./schema";
import { findings, headline, seconds } from "./words";

const style = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a2029;--muted:#4d5766;--faint:#c9d0d9;--good:#17663a;--bad:#b3161b;--away:#fdecec;--unknown:#8a5200}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14181d;--ink:#e6eaf0;--muted:#a8b2bf;--faint:#3a434e;--good:#5bc98a;--bad:#ff8a80;--away:#3a1f20;--unknown:#f0b35a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:20px 24px 48px;max-width:1100px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:23px;margin:0}h2{font-size:18px;margin:32px 0 8px}h1,p,li{overflow-wrap:anywhere}p{margin:4px 0}
.muted{color:var(--muted)}.met{color:var(--good);font-weight:700}.missed{color:var(--bad);font-weight:700}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:5px 12px 5px 0;border-bottom:1px solid var(--faint)}td.number{text-align:right;white-space:nowrap}
svg{width:100%;min-width:560px;height:auto;display:block}
svg text{fill:var(--ink);font-size:13px}svg .tick{fill:var(--muted);font-size:12px}svg .label{font-weight:700}
.grid{stroke:var(--faint);stroke-width:1}.acknowledged{fill:var(--good)}.failed{fill:var(--bad)}.unknown{fill:var(--unknown)}
.away{fill:var(--away)}.fault{stroke:var(--bad);stroke-width:2;stroke-dasharray:5 3}
ul{margin:4px 0;padding-left:20px}pre{overflow-x:auto;font-size:13px;border:1px solid var(--faint);border-radius:6px;padding:10px}
@page{size:A4;margin:14mm}@media print{body{padding:0}.scroll{overflow:visible}tr,svg{break-inside:avoid}svg{min-width:0}}
`;

const row = (cells: readonly string[], numbers: readonly number[] = []): string =>
  `<tr>${cells.map((cell, index) => `<td${numbers.includes(index) ? ' class="number"' : ""}>${cell}</td>`).join("")}</tr>`;
const table = (heads: readonly string[], rows: readonly string[]): string =>
  `<div class="scroll"><table><thead><tr>${heads.map((head) => `<th scope="col">${e(head)}</th>`).join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${e(item)}</li>`).join("")}</ul>`;
const shown = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value, null, 2);

/**
 * The evidence as one HTML file, which loads nothing and runs no script.
 *
 * @param jsonDigest SHA-256 of the JSON that is written beside it, in hexadecimal: the two belong together
 */
export function asPage(evidence: DrillEvidence, jsonDigest: string): string {
  const { scenario, dataClass, stack, before, steps, objectives, load, approval } = evidence;
  const title = `Drill ${scenario} of ${dataClass}, stack ${stack}`;
  const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`;
  const wrong = Object.entries(evidence.verdict.entries).flatMap(([kind, entries]) =>
    entries.map(({ client, n, start, said }) =>
      row(
        [
          e(kind),
          e(client),
          String(n),
          start === null ? "–" : e(new Date(start * 1000).toISOString()),
          e(said),
        ],
        [2],
      ),
    ),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${e(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${e(title)} – Bastide</title>
<style>${style}</style>
</head>
<body>
<header>
<h1 class="${evidence.met ? "met" : "missed"}">${e(headline(evidence))}</h1>
<p>${e(evidence.about)}</p>
<p class="muted">Stack ${e(stack)} on ${e(evidence.where)}, ${e(evidence.startedAt)} to ${e(evidence.endedAt)}, run by ${e(evidence.by)}. Load: one client on each of ${load.clients.length} service nodes.</p>
</header>
<main>
<h2>Writes a second</h2>
<div class="scroll">${plot(evidence)}</div>
<h2>What was found</h2>
${list(findings(evidence))}
<h2>Objectives</h2>
${table(
  ["Objective", "At most", "Measured", "Unit", "Result"],
  objectives.map(({ name, objective, measured, unit, met }) =>
    row(
      [
        e(name),
        String(objective),
        String(measured),
        e(unit),
        `<span class="${met ? "met" : "missed"}">${met ? "met" : "missed"}</span>`,
      ],
      [1, 2],
    ),
  ),
)}
${wrong.length === 0 ? "" : `<h2>Writes that are not as they should be</h2>${table(["What", "Client", "Number", "Sent", "Heard"], wrong)}`}
<h2>What was done when, and by whom</h2>
${table(
  ["Began", "Took", "By", "Step", "Result"],
  steps.map(({ name, by, startedAt, seconds: took, result, said }) =>
    row(
      [e(startedAt.slice(11, 23)), seconds(took), e(by), e(said === "" ? name : `${name}: ${said}`), result],
      [1],
    ),
  ),
)}
<h2>Before it</h2>
<p>${e(before.active)} took writes, on ${e(before.leader)}. ${before.lagBytes === null ? "" : `Other regions were ${before.lagBytes} bytes behind.`}</p>
${table(
  ["Node", "Region", "Role", "State"],
  before.members.map(({ name, region, role, state }) => row([name, region, role, state].map(e))),
)}
<h2>Versions, settings, approval</h2>
${table(
  ["What", "Version"],
  Object.entries(evidence.versions).map(([name, version]) => row([e(name), e(version)])),
)}
${Object.entries(evidence.configuration)
  .map(([name, value]) => `<p class="muted">${e(name)}</p><pre>${e(shown(value))}</pre>`)
  .join("\n")}
<p>${approval === null ? "The configuration names no approved change." : e(`Last change: ${approval.ticket} by ${approval.author}, approved by ${approval.approver} on ${approval.date}.`)}</p>
<h2>What was not covered</h2>
${list(evidence.notCovered)}
</main>
<footer><p class="muted">SHA-256 of the JSON beside this page: ${e(jsonDigest)}</p></footer>
</body>
</html>
`;
}
