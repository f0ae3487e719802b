import { escapeMarkup, sumOfMoney } from "./format";
import { pageOf } from "./page/frame";
import { pageScript } from "./page/script";
import { pageCss } from "./page/style";
import { costTable, enclaveTable, priceTable, warningList } from "./page/tables";
import { drawScene } from "./picture/draw";
import { layOut } from "./picture/layout";
import { pictureCss } from "./picture/theme";
import { priceSources } from "./priceSources";
import type { StackView } from "./view";

const e = escapeMarkup;

/** The picture, the tables and the warnings as one HTML file that loads nothing. */
export function renderHtml(view: StackView): string {
  const title = view.stack === null ? "Stack" : `Stack ${view.stack}`;
  const scene = layOut(view);
  const style = pageCss(scene.width);
  return pageOf({
    title,
    style,
    innerStyles: [pictureCss()],
    script: pageScript,
    body: `<header>
<h1>${e(title)}</h1>
<p class="muted">${view.api.local ? "Local cloud" : "Linode"} at ${e(view.api.url)}, read ${e(view.readAt.replace("T", " ").replace(/\.\d+Z$/, " UTC"))}</p>
${facts(view)}
${urgent(view)}
</header>
<main>
<div class="picture" role="region" aria-label="Topology" tabindex="0">
${drawScene(scene)}
</div>
<div id="details" role="status" hidden></div>
<section class="tables">
<h2>What there is</h2>
${view.enclaves.map(enclaveTable).join("\n")}
<h2>Cost</h2>
${costTable(view)}
<p class="muted">${e(priceSources(view))}</p>
${priceTable(view)}
<h2 id="warnings">Warnings</h2>
${warningList(view.warnings)}
</section>
</main>`,
  });
}

/** What a person wants to know first. */
function facts({ enclaves, cost, warnings }: StackView): string {
  const nodes = enclaves.flatMap(({ regions }) => regions.flatMap((region) => region.nodes));
  const running = nodes.filter(({ state }) => state === "running").length;
  const classes = enclaves.filter(({ dataClass }) => dataClass !== null);
  const regions = new Set(classes.flatMap((one) => one.regions.map(({ region }) => region)));
  const active = [...new Set(classes.flatMap((one) => (one.active === null ? [] : [one.active.region])))];
  const critical = warnings.filter(({ severity }) => severity === "critical").length;
  const others = warnings.length - critical;
  const tone = critical > 0 ? "danger" : others > 0 ? "attention" : "good";
  const heard = nodes.flatMap(({ host }) => (host === undefined ? [] : [host]));
  const converged = heard.filter(({ tone }) => tone === "good").length;
  const items = [
    [
      `${classes.length}`,
      `${classes.length === 1 ? "enclave" : "enclaves"} in ${regions.size} ${regions.size === 1 ? "region" : "regions"}`,
    ],
    [
      active.length === 0 ? "–" : active.join(", "),
      active.length > 1 ? "active regions, by class" : "active region",
    ],
    [
      `<span class="${running === nodes.length ? "good" : "danger"}">${running} of ${nodes.length}</span>`,
      "nodes running",
    ],
    ...(heard.length === 0
      ? []
      : [[`${converged} of ${heard.length}`, "hosts have become what their files say"]]),
    [sumOfMoney(cost.total), "a month"],
    [
      `<a class="${tone}" href="#warnings">${critical > 0 ? `! ${critical} critical` : others > 0 ? `${others}` : "none"}</a>`,
      critical > 0 ? `and ${others} other warnings` : "warnings",
    ],
  ];
  return `<ul class="facts">${items.map(([value, label]) => `<li><b>${value?.startsWith("<") ? value : e(value ?? "")}</b>${e(label ?? "")}</li>`).join("")}</ul>`;
}

/** What can't wait until the end of the page. */
function urgent({ warnings }: StackView): string {
  const critical = warnings.filter(({ severity }) => severity === "critical");
  const shown = critical.slice(0, 5);
  const more = critical.length - shown.length;
  if (shown.length === 0) return "";
  return `${warningList(shown)}${more > 0 ? `<p><a href="#warnings">and ${more} more critical</a></p>` : ""}`;
}
