/**
 * How wide a text can become, without a browser: the advance widths of DejaVu Sans, the widest of the fonts that the picture
 * names, so that in any of them a text is at most as wide as its box allows for.
 */

/** Thousandths of the font size for the characters from space to tilde. */
const widths = {
  regular: [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
    295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
    500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
    392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
  ],
  bold: [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696,
    696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372,
    372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838,
    500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595,
    478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
  ],
} as const;

/** Wider than any character that a name may hold and the table lacks. */
const unknownWidth = 1100;

/** A font's weight in the picture. */
export type Weight = keyof typeof widths;

/** The greatest width of a text, in the units of the font size. */
export function widthOf(text: string, size: number, weight: Weight = "regular"): number {
  let total = 0;
  for (const character of text) total += widths[weight][character.charCodeAt(0) - 32] ?? unknownWidth;
  return (total * size) / 1000;
}

/** Breaks a text into lines no wider than the limit: at spaces and after hyphens and dots, else within a word. */
export function wrap(text: string, limit: number, size: number, weight: Weight = "regular"): string[] {
  const lines: string[] = [];
  let line = "";
  const flush = () => {
    if (line.trim() !== "") lines.push(line.trim());
    line = "";
  };
  for (const piece of text.match(/[^\s.-]*[\s.-]?/g) ?? []) {
    if (widthOf((line + piece).trimEnd(), size, weight) > limit) flush();
    for (const character of piece) {
      if (widthOf((line + character).trimEnd(), size, weight) > limit) flush();
      line += character;
    }
  }
  flush();
  return lines.length === 0 ? [""] : lines;
}
