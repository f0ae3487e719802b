import { describe, expect, it } from "vitest";
import { readBenchOptions } from "../../bench/support/options";

const known = ["start-up", "throughput", "instances"];

describe("npm run bench", () => {
  it("runs every part five times", () => {
    expect(readBenchOptions([], known)).toEqual({ parts: known, rounds: 5, json: false });
  });

  it.each([
    [["--only", "instances"], ["instances"]],
    [
      ["--only", "instances", "--only=start-up"],
      ["start-up", "instances"],
    ],
    [
      ["--only", "throughput,start-up"],
      ["start-up", "throughput"],
    ],
  ])("runs with %j these parts, in their own order: %j", (args, parts) => {
    expect(readBenchOptions([...args, "--pairs", "2", "--json"], known)).toEqual({
      ...{ parts, rounds: 2, json: true },
    });
  });

  it("says everything that is wrong", () => {
    expect(() => readBenchOptions(["--only", "speed", "--pairs", "0"], known)).toThrow(
      '--only takes a part of the benchmark, not "speed": start-up, throughput, instances.\n' +
        '--pairs takes a whole number from 1 on, not "0".',
    );
  });

  it.each([[["--pairs", "2.5"]], [["--pairs", "many"]], [["--only", ""]], [["--frob"]], [["instances"]]])(
    "refuses %j",
    (args) => {
      expect(() => readBenchOptions(args, known)).toThrow();
    },
  );
});
