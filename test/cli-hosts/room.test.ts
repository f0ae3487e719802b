import { expect, it } from "vitest";

import { tooMany } from "../../cli/hosts/room";

it("says nothing of hosts that a machine holds at rest", () => {
  expect([tooMany(0, 1), tooMany(20, 1), tooMany(42, 4)]).toEqual([undefined, undefined, undefined]);
});

it("says what more would take, and what to do", () => {
  expect(tooMany(42, 2)).toMatch(
    /^42 hosts take about 3 processors .* this machine has 2\. .*--hosts account/,
  );
});
