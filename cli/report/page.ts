import { count } from "../formats/words";
import { escapeMarkup as e } from "../show/format";
import { pageOf } from "../show/page/frame";
import { colourCss, fonts } from "../show/picture/theme";
import { policySection } from "./pagePolicies";
import type { ControlEvidence, Evidence } from "./schema";
import { carrierOf, countVerdicts, groups, verdictWords } from "./words";

const style = `
${colourCss(":root")}
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0 auto;padding:20px 24px 48px;max-width:1280px;background:var(--paper);color:var(--ink);font:15px/1.5 ${fonts};font-variant-numeric:tabular-nums}
h1{font-size:24px;margin:0}h2{font-size:19px;margin:36px 0 10px}h3{font-size:16px;margin:26px 0 4px}
p{margin:4px 0}a{color:inherit}code{font-size:13px;overflow-wrap:anywhere}
.muted,small{color:var(--muted)}
.violated,.disabled{color:var(--danger);font-weight:700}.waived,.advised{color:var(--attention);font-weight:700}.held,.held-in-part,.passed{color:var(--active);font-weight:700}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin:16px 0;padding:0;list-style:none}
.facts li{border:1px solid var(--edge);border-radius:8px;padding:8px 14px}.facts b{display:block;font-size:20px;line-height:1.3}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--faint)}
td.id,td.verdict{white-space:nowrap}
td:nth-child(3){min-width:330px}
ul.plain{margin:4px 0;padding-left:18px}
.names{columns:260px;margin:6px 0;padding-left:18px;font-size:13px}
.policy{border-top:1px solid var(--faint);padding-top:2px}
summary{cursor:pointer}
@page{size:A4;margin:14mm}
@media print{body{padding:0;max-width:none;font-size:12px}table{font-size:11px}h2,h3{break-after:avoid}tr,.policy li{break-inside:avoid}.scroll{overflow:visible}}
`;

/** On paper there is nothing to click: what is folded is unfolded for printing, and folded again. */
const script = `
(() => {
  const folded = new Set();
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details:not([open])")) { folded.add(one); one.open = true; }
  });
  addEventListener("afterprint", () => { for (const one of folded) one.open = false; folded.clear(); });
})();
`;

/**
 * The matrix as one HTML file for auditors, which loads nothing.
 *
 * @param jsonDigest SHA-256 of the JSON that was written beside it, in hexadecimal: the two belong together.
 */
export function asPage(evidence: Evidence, jsonDigest: string): string {
  const title = `Compliance of ${evidence.project}, stack ${evidence.stack}`;
  return pageOf({
    title,
    style,
    script,
    body: `<header>
<h1>${e(title)}</h1>
<p class="muted">${e(origin(evidence))}</p>
${facts(evidence)}
<p>Each control of the security policy, the rules that enforce it, the resources that they judged, and what they found. “Held” speaks
of what the program is about to create. Where a control has parts that no rule can judge, or that this version does not keep yet,
it is “held in part”, and the control says who carries the rest: host tests, drills or people.</p>
</header>
<main>
${groups.map((group) => groupSection(group, evidence)).join("\n")}
<h2>Policies</h2>
${evidence.policies.map(policySection).join("\n")}
${evidence.notes.length === 0 ? "" : `<h2>Notes</h2><ul class="plain">${evidence.notes.map((note) => `<li>${e(note)}</li>`).join("")}</ul>`}
</main>
<footer><p class="muted">SHA-256 of the JSON report: <code>${e(jsonDigest)}</code></p></footer>`,
  });
}

function origin({ generated, way, commit, securityPolicy, policyPack }: Evidence): string {
  const when = `${generated.slice(0, 16).replace("T", " ")} UTC`;
  const from =
    commit === null
      ? "no commit"
      : `commit ${commit.id.slice(0, 12)}${commit.clean ? "" : ", with changes on top"}`;
  const how = way === "offline" ? "evaluated offline" : "previewed by the Pulumi engine";
  return `${when}, ${from}, ${how}. ${securityPolicy.name} ${securityPolicy.version}, policy pack ${policyPack.name} ${policyPack.version}.`;
}

function facts(evidence: Evidence): string {
  const counts = countVerdicts(evidence);
  const violations = evidence.policies.flatMap(({ violations }) =>
    violations.filter(({ fails }) => fails),
  ).length;
  const waivers = evidence.policies.reduce((sum, { waivers }) => sum + waivers.length, 0);
  const items: readonly (readonly [string, string, string])[] = [
    [evidence.compliant ? "compliant" : "not compliant", "verdict", evidence.compliant ? "held" : "violated"],
    [`${counts.get("held") ?? 0}`, `of ${evidence.controls.length} controls held`, ""],
    [`${counts.get("held-in-part") ?? 0}`, "held in part", ""],
    [`${violations}`, violations === 1 ? "violation" : "violations", violations > 0 ? "violated" : ""],
    [`${waivers}`, waivers === 1 ? "waiver in use" : "waivers in use", waivers > 0 ? "waived" : ""],
    [`${evidence.policies.length}`, "policies", ""],
    [`${evidence.resources}`, "resources", ""],
  ];
  return `<ul class="facts">${items.map(([value, label, tone]) => `<li><b class="${tone}">${e(value)}</b>${e(label)}</li>`).join("")}</ul>`;
}

function groupSection([prefix, title]: readonly [string, string], { controls }: Evidence): string {
  const own = controls.filter(({ id }) => id.startsWith(`${prefix}-`));
  return `<h2>${e(title)}</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">control</th><th scope="col">asks</th><th scope="col">policies</th><th scope="col">judged</th><th scope="col">verdict</th></tr></thead>
<tbody>
${own.map(controlRow).join("\n")}
</tbody></table></div>`;
}

function controlRow(control: ControlEvidence): string {
  const { mark, word } = verdictWords[control.verdict];
  const policies = control.policies
    .map((name) => `<a href="#${e(name)}"><code>${e(name)}</code></a>`)
    .join("<br>");
  const found = [
    ...(control.violations > 0 ? [count(control.violations, "violation")] : []),
    ...(control.waivers > 0 ? [count(control.waivers, "waiver")] : []),
  ].join(", ");
  const references =
    control.references.length === 0 ? "" : `<br><small>${e(control.references.join(", "))}</small>`;
  return `<tr id="${e(control.id)}"><td class="id"><b>${e(control.id)}</b><br><small>§${e(control.section)}</small></td>
<td><b>${e(control.title)}.</b> ${e(control.statement)}<br><small>${e(carrierOf(control))}</small>${references}</td>
<td>${policies || "–"}</td><td>${control.resources === 0 ? "–" : count(control.resources, "resource")}</td>
<td class="verdict"><span class="${control.verdict}">${mark} ${e(word)}</span>${found === "" ? "" : `<br><small>${e(found)}</small>`}</td></tr>`;
}
