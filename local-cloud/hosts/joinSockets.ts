import type { Socket } from "node:net";

/** Passes bytes on between two sockets, both ways, until either is gone; then the other is ended too. */
export function joinSockets(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
}
