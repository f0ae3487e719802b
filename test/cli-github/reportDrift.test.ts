import { expect, it } from "vitest";
import { GitHub, surroundings } from "../../cli/github/api";
import { reportDrift } from "../../cli/github/reportDrift";
import { startGitHub } from "./server";

const title = "The live stack differs from its code, or breaks the policy";
const ours = { number: 5, title };
const run = "https://github.example/bastide/hosting/actions/runs/7";

it.each([
  ["opens an issue", "failure", "success", [], [["POST", "/issues"]]],
  ["updates the one that is open", "success", "failure", [ours], [["PATCH", "/issues/5"]]],
  ["counts what was not checked as a finding", "success", "", [], [["POST", "/issues"]]],
  [
    "closes it when all is well again",
    "success",
    "success",
    [ours],
    [
      ["POST", "/issues/5/comments"],
      ["PATCH", "/issues/5"],
    ],
  ],
  [
    "leaves others' issues and pull requests alone",
    "success",
    "success",
    [
      { number: 6, title: "Other" },
      { ...ours, pull_request: {} },
    ],
    [],
  ],
] as const)("the scheduled check %s", async (_, policy, drift, open, written) => {
  const github = await startGitHub({ "/issues": open });
  await reportDrift({ policy, drift }, run, new GitHub(surroundings(github.environment)));
  expect(github.written().map(({ method, path }) => [method, path])).toEqual(written);
  for (const { method, body } of github.written().slice(0, 1))
    expect(`${method} ${body.body}`).toContain(run);
});

it("says which variables are missing", () => {
  expect(() => surroundings({})).toThrow(/GITHUB_TOKEN, GITHUB_API_URL and GITHUB_REPOSITORY/);
});
