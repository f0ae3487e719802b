import { colourCss, fonts } from "../picture/theme";

/**
 * The style of the page around the picture. A picture of that width is never shown much larger than it is drawn, nor so small
 * that it can't be read: then it scrolls.
 */
export const pageCss = (width: number): string => `
${colourCss(":root")}
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0 auto;padding:20px 24px 48px;max-width:1640px;background:var(--paper);color:var(--ink);font:15px/1.5 ${fonts};font-variant-numeric:tabular-nums}
h1{font-size:24px;margin:0}
h2{font-size:18px;margin:36px 0 10px}
h3{font-size:15px;margin:22px 0 6px}
p{margin:4px 0}
.muted,small{color:var(--muted)}
.danger{color:var(--danger);font-weight:700}
.attention{color:var(--attention);font-weight:700}
.good{color:var(--active);font-weight:700}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:10px;margin:16px 0 18px;padding:0;list-style:none}
.facts li{border:1px solid var(--edge);border-radius:8px;padding:8px 14px}
.facts b{display:block;font-size:20px;line-height:1.3}
.picture{overflow-x:auto;border:1px solid var(--faint);border-radius:10px;padding:8px}
.picture svg{display:block;width:100%;min-width:${Math.round(width * 0.78)}px;max-width:${Math.round(width * 1.35)}px;height:auto;margin:0 auto}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
caption{text-align:left;padding:6px 0}
th,td{text-align:left;vertical-align:top;padding:5px 14px 5px 0;border-bottom:1px solid var(--faint)}
th{font-weight:700;white-space:nowrap}
td.name{white-space:nowrap}
.number{text-align:right;white-space:nowrap}
tr.total td,tr.total th{border-top:2px solid var(--edge);font-weight:700}
a{color:inherit}
ul.warnings{padding:0;list-style:none}
ul.warnings li{padding:6px 0;border-bottom:1px solid var(--faint)}
ul.warnings .severity{display:inline-block;min-width:92px}
#details{position:fixed;z-index:2;max-width:430px;padding:10px 14px;border:1px solid var(--edge);border-radius:8px;background:var(--card);color:var(--ink);box-shadow:0 6px 24px rgb(0 0 0/.25);font-size:13px;pointer-events:none}
#details>*{display:block}
#details em{color:var(--muted);margin-top:4px;font-style:normal}
#details[hidden]{display:none}
@page{size:A3 portrait;margin:11mm}
@media print{body{padding:0;max-width:none}.picture{border:0;padding:0;overflow:visible}.picture svg{min-width:0;max-height:335mm}h2,h3,caption{break-after:avoid}tr,li{break-inside:avoid}#details{display:none}.tables{break-before:page}}
`;
