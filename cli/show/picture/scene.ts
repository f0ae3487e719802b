/** A picture as plain geometry, before it becomes SVG: what tests check for overlaps. Units are the SVG's own. */
import type { FlowKind } from "../view";
import type { Weight } from "./measure";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** The colour role of a text. */
export type Tone = "ink" | "muted" | "danger" | "active";

/** One line of text; `y` is its baseline. */
export interface Text extends Point {
  readonly text: string;
  readonly size: number;
  readonly weight: Weight;
  readonly tone: Tone;
  /** Where `x` is in the text. */
  readonly anchor: "start" | "middle" | "end";
}

/** A small sign; `x`, `y` is its upper left corner, 11 × 12. */
export interface Icon extends Point {
  readonly icon:
    | "lock"
    | "unlocked"
    | "volume"
    | "bucket"
    | "balancer"
    | "gateway"
    | "data"
    | "edge"
    | "node"
    | "address";
}

/** A thing of the stack. */
export interface Box {
  readonly id: string;
  readonly rect: Rect;
  readonly shape: "node" | "balancer" | "bucket" | "outside" | "loose";
  readonly role: string | null;
  readonly texts: readonly Text[];
  readonly icons: readonly Icon[];
  /** What hovering or focus shows: a heading and facts, one a line. */
  readonly detail: readonly string[];
  readonly problem: boolean;
}

/** An outline around things. */
export interface Frame {
  readonly kind: "region" | "network" | "group";
  readonly rect: Rect;
  readonly label: string;
  readonly texts: readonly Text[];
  /** Of a region: what it is for its class. */
  readonly state: "active" | "standby" | "unknown" | null;
  /** Around the state's text. */
  readonly pill: Rect | null;
}

/** A connection. */
export interface Line {
  readonly kind: FlowKind;
  readonly points: readonly Point[];
  /** At which end of `points` the arrow's head is. */
  readonly head: "start" | "end" | null;
  /** Where it leaves a shared line. */
  readonly joint: Point | null;
  readonly label: { readonly text: Text; readonly rect: Rect } | null;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly planned: boolean;
  readonly detail: string;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly headings: readonly Text[];
  readonly frames: readonly Frame[];
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}
