import { nameOf } from "../../engine/offline/urn";
import { escapeMarkup as e } from "../show/format";
import type { PolicyEvidence } from "./schema";
import { verdictWords } from "./words";

/** One policy: what it asks, what it judged, what it found and which waivers it let pass. */
export function policySection(policy: PolicyEvidence): string {
  const { mark, word } = verdictWords[policy.verdict];
  const controls = policy.controls.map((id) => `<a href="#${e(id)}">${e(id)}</a>`).join(", ");
  return `<section class="policy" id="${e(policy.name)}">
<h3><code>${e(policy.name)}</code></h3>
<p><span class="${policy.verdict}">${mark} ${e(word)}</span> · ${e(policy.level)}${policy.severity === "" ? "" : `, ${e(policy.severity)}`} · ${controls || "no control named"}</p>
<p>${e(policy.description)}</p>
${violations(policy)}${waivers(policy)}${judged(policy)}
</section>`;
}

function violations({ violations: found }: PolicyEvidence): string {
  if (found.length === 0) {
    return "";
  }
  const items = found.map(
    ({ urn, message, fails, place }) =>
      `<li><span class="${fails ? "violated" : "advised"}">${fails ? "✗" : "!"}</span> <b>${e(nameOf(urn))}</b> ${e(message)}${place === null ? "" : ` <code>${e(place)}</code>`}</li>`,
  );
  return `<ul class="plain">${items.join("")}</ul>`;
}

function waivers({ waivers: used }: PolicyEvidence): string {
  if (used.length === 0) {
    return "";
  }
  const items = used.map(
    ({ resource, reason, approvers, ticket, expiry, covered }) =>
      `<li><span class="waived">!</span> Waived for <b>${e(resource)}</b> until ${e(expiry)} (${e(ticket)}): ${e(reason)} Approved by ${e(approvers.join(" and "))}; it covered ${covered} ${covered === 1 ? "violation" : "violations"}.</li>`,
  );
  return `<ul class="plain">${items.join("")}</ul>`;
}

function judged({ judged: urns, wholeStack }: PolicyEvidence): string {
  if (urns.length === 0) {
    return '<p class="muted">The stack has nothing that it judges.</p>';
  }
  const what = `${urns.length} ${urns.length === 1 ? "resource" : "resources"} judged${wholeStack ? ", with their relations" : ""}`;
  return `<details><summary>${what}</summary><ul class="names">${urns.map((urn) => `<li>${e(nameOf(urn))}</li>`).join("")}</ul></details>`;
}
