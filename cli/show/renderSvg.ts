import { drawScene } from "./picture/draw";
import { layOut } from "./picture/layout";
import type { StackView } from "./view";

/** A picture of the stack's topology: one SVG with its own style for light and dark, that loads nothing and runs nothing. */
export const renderSvg = (view: StackView): string => drawScene(layOut(view));
