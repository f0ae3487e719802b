import { describe, expect, it } from "vitest";

import { Turns } from "../../../local-cloud/fleet/turns";

/** A machine of two processors that were idle for a share of the time since the last look; it is looked at five times a second. */
function machine() {
  let time = 0;
  let idle = 0;
  const turns = new Turns(
    () => ({ idle, all: 2 * time }),
    () => time,
  );
  return {
    /** Seconds until a host may boot. */
    untilTurn(share: number): number {
      const began = time;
      while (!turns.take()) {
        time += 200;
        idle += 400 * share;
      }
      return (time - began) / 1000;
    },
    sleep(seconds: number): void {
      time += seconds * 1000;
    },
  };
}

describe("hosts that wait for their turn", () => {
  it("has the first one boot at once, however busy the machine is", () => {
    expect(machine().untilTurn(0)).toBe(0);
  });

  it("has the next one boot after a second of a machine that has something to spare", () => {
    const { untilTurn } = machine();
    untilTurn(1);
    expect([untilTurn(0.5), untilTurn(0.2)]).toEqual([1, 1]);
  });

  it("waits while the machine is busy, and not for ever", () => {
    const { untilTurn } = machine();
    untilTurn(1);
    expect([untilTurn(0.1), untilTurn(0)]).toEqual([15, 15]);
  });

  it("waits for nothing where none has booted for long", () => {
    const { untilTurn, sleep } = machine();
    untilTurn(1);
    sleep(60);
    expect(untilTurn(0)).toBe(0);
  });
});
