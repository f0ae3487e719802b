/** Places what lies below a network: load balancers on the outer side, buckets and the like on the inner one. */
import type { Cell } from "./cells";
import { type Content, place } from "./contents";
import type { Box, Rect } from "./scene";
import { sizes } from "./sizes";

/** The things below the network, in as many lines as they need. */
export function lowerLines({ outer, inner: contents }: Cell, limit: number) {
  const outerWidth = outer.reduce((total, { width }) => total + width + sizes.gap, 0);
  const lines: Content[][] = [];
  let room = 0;
  for (const content of contents) {
    if (content.width + sizes.gap > room) {
      lines.push([]);
      room = limit - outerWidth;
    }
    lines.at(-1)?.push(content);
    room -= content.width + sizes.gap;
  }
  const heightOf = (line: readonly Content[]) => Math.max(0, ...line.map(({ height }) => height));
  const innerHeight = lines.reduce((total, line) => total + heightOf(line) + sizes.gap, 0) - sizes.gap;
  return {
    height: Math.max(heightOf(outer), innerHeight),
    place(frame: Rect, mirrored: boolean, top: number): Box[] {
      const left = frame.x + sizes.framePad;
      const right = frame.x + frame.width - sizes.framePad;
      const boxes: Box[] = [];
      const put = (line: readonly Content[], fromLeft: boolean, y: number, height: number) => {
        let x = fromLeft ? left : right;
        for (const content of line) {
          boxes.push(
            place(content, { x: fromLeft ? x : x - content.width, y, width: content.width, height }),
          );
          x += (fromLeft ? 1 : -1) * (content.width + sizes.gap);
        }
      };
      put(outer, !mirrored, top, heightOf(outer));
      let y = top;
      for (const line of lines) {
        put(line, mirrored, y, heightOf(line));
        y += heightOf(line) + sizes.gap;
      }
      return boxes;
    },
  };
}
