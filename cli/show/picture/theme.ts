/** The picture's colours. A test checks their contrast: text 4.5 to 1, lines and outlines 3 to 1. */
import type { FlowKind } from "../view";

export interface Palette {
  readonly paper: string;
  readonly card: string;
  readonly region: string;
  readonly activeRegion: string;
  readonly network: string;
  readonly ink: string;
  readonly muted: string;
  readonly edge: string;
  readonly faint: string;
  readonly danger: string;
  readonly dangerFill: string;
  readonly active: string;
  readonly onActive: string;
  readonly attention: string;
  readonly flow: Readonly<Record<FlowKind, string>>;
}

export const light: Palette = {
  paper: "#ffffff",
  card: "#ffffff",
  region: "#f7f8fa",
  activeRegion: "#eef6f0",
  network: "#ffffff",
  ink: "#1a2029",
  muted: "#4d5766",
  edge: "#7b8694",
  faint: "#c9d0d9",
  danger: "#b3161b",
  dangerFill: "#fdecec",
  active: "#17663a",
  onActive: "#ffffff",
  attention: "#8a5200",
  flow: {
    internet: "#37414f",
    balancer: "#37414f",
    devices: "#0b6e7f",
    tunnel: "#1f5fbf",
    replication: "#17763f",
    backup: "#a35a00",
    copy: "#a3337e",
    logs: "#6d42c4",
  },
};

export const dark: Palette = {
  paper: "#12161c",
  card: "#1c222b",
  region: "#171c24",
  activeRegion: "#15231c",
  network: "#12161c",
  ink: "#eef1f5",
  muted: "#aeb8c5",
  edge: "#76828f",
  faint: "#39424e",
  danger: "#ff8a85",
  dangerFill: "#3a1c1e",
  active: "#7fd6a0",
  onActive: "#0d1a12",
  attention: "#f0b25a",
  flow: {
    internet: "#c3ccd7",
    balancer: "#c3ccd7",
    devices: "#4fc3d6",
    tunnel: "#78aef7",
    replication: "#69cd8f",
    backup: "#e9a24b",
    copy: "#ee8fcb",
    logs: "#b79bf5",
  },
};

/** Dashes tell the kinds apart without colour. Copy and backup differ from replication, which is solid and thick. */
export const strokes: Readonly<Record<FlowKind, { readonly width: number; readonly dashes: string }>> = {
  internet: { width: 1.6, dashes: "" },
  balancer: { width: 1.6, dashes: "" },
  devices: { width: 1.6, dashes: "7 3 1.5 3" },
  tunnel: { width: 3.2, dashes: "" },
  replication: { width: 2, dashes: "" },
  backup: { width: 1.8, dashes: "8 4" },
  copy: { width: 1.8, dashes: "3 3" },
  logs: { width: 2, dashes: "2 3" },
};

export const flowKinds = Object.keys(strokes) as FlowKind[];

const variables = ({ flow, ...palette }: Palette): string =>
  [
    ...Object.entries(palette).map(([name, value]) => `--${name}:${value}`),
    ...Object.entries(flow).map(([name, value]) => `--flow-${name}:${value}`),
  ].join(";");

/** The fonts, none wider than the one that `measure.ts` knows. */
export const fonts =
  '"Inter","Segoe UI","Helvetica Neue",Arial,"Liberation Sans","Noto Sans","DejaVu Sans",sans-serif';

/** Colours by the reader's preference; on paper always the light ones. */
export const colourCss = (root: string): string =>
  [
    `${root}{${variables(light)}}`,
    `@media screen and (prefers-color-scheme:dark){${root}{${variables(dark)}}}`,
  ].join("\n");

/** The style of the picture itself. */
export const pictureCss = (): string =>
  [
    colourCss(".bastide-picture"),
    `.bastide-picture{color-scheme:light dark;background:var(--paper);font-family:${fonts};font-variant-numeric:tabular-nums}`,
    // The page around it may make a tone bold, and texts would outgrow the boxes that were measured for them.
    ".bastide-picture text{fill:var(--ink)}.bastide-picture text:not(.bold){font-weight:400}",
    ".bastide-picture text.muted{fill:var(--muted)}.bastide-picture text.danger{fill:var(--danger)}",
    ".bastide-picture text.active{fill:var(--onActive)}.bastide-picture .bold{font-weight:700}",
    ".bastide-picture .region{fill:var(--region);stroke:var(--edge);stroke-width:1}",
    ".bastide-picture .region.is-active{fill:var(--activeRegion);stroke:var(--active);stroke-width:2.4}",
    ".bastide-picture .network{fill:var(--network);stroke:var(--edge);stroke-width:1}",
    ".bastide-picture .group{fill:none;stroke:var(--edge);stroke-dasharray:3 3}",
    ".bastide-picture .pill{fill:none;stroke:var(--edge)}.bastide-picture .pill.is-active{fill:var(--active);stroke:var(--active)}",
    ".bastide-picture .box{fill:var(--card);stroke:var(--edge);stroke-width:1.1}",
    ".bastide-picture .outside .box{fill:var(--region);stroke:var(--edge)}",
    ".bastide-picture .problem .box{fill:var(--dangerFill);stroke:var(--danger);stroke-width:2;stroke-dasharray:5 2}",
    ".bastide-picture .icon{fill:none;stroke:var(--muted);stroke-width:1.2;stroke-linejoin:round;stroke-linecap:round}",
    ".bastide-picture .icon.unlocked{stroke:var(--danger)}",
    ".bastide-picture .rule{stroke:var(--faint)}",
    ".bastide-picture .halo{fill:none;stroke:var(--paper);stroke-opacity:.7}",
    ".bastide-picture .label{fill:var(--paper)}",
    ".bastide-picture .flow path.way{fill:none}",
    ...flowKinds.map(
      (kind) =>
        `.bastide-picture .flow-${kind} .way{stroke:var(--flow-${kind})}.bastide-picture .flow-${kind} .tip,.bastide-picture .flow-${kind} .joint{fill:var(--flow-${kind})}.bastide-picture .flow-${kind} text{fill:var(--flow-${kind})}`,
    ),
    ".bastide-picture [tabindex]:focus{outline:none}",
    ".bastide-picture [tabindex]:focus .box,.bastide-picture .thing:hover .box{stroke:var(--ink);stroke-width:2.2}",
    ".bastide-picture.tracing .flow{opacity:.18}.bastide-picture.tracing .flow.lit{opacity:1}",
    "@media print{.bastide-picture{print-color-adjust:exact;-webkit-print-color-adjust:exact}}",
  ].join("\n");
