import { describe, expect, it, vi } from "vitest";
import { overdueReviews } from "../../../infra/config/overdue";
import { requireAccountAudits } from "../../../policy-pack/configuration/requireAccountAudits";
import { requireApprovals } from "../../../policy-pack/configuration/requireApprovals";
import { requireReviews } from "../../../policy-pack/configuration/requireReviews";
import { requireTimelyReviews } from "../../../policy-pack/configuration/requireTimelyReviews";
import { prodConfig } from "../../support/infraConfigs";
import { configure, judgesConfiguration, keysIn, onTheDay } from "../support/configuration";
import { stackRoot } from "../support/fixtures";
import { messagesOf } from "../support/resource";

onTheDay();

describe("requireReviews", () => {
  judgesConfiguration(requireReviews, [
    ["a review of 366 days ago", { "reviews.policy": "2025-11-23" }, []],
    ["a review of the policy of 367 days ago", { "reviews.policy": "2025-11-22" }, ["reviews.policy"]],
    [
      "an old review of the configuration",
      { "reviews.configuration": "2024-01-01" },
      ["reviews.configuration"],
    ],
    ["an old review of a class", { "classes.events.reviewed": "2025-10-01" }, ["classes.events.reviewed"]],
    ["a review of tomorrow", { "reviews.policy": "2026-11-25" }, ["reviews.policy"]],
    ["a review without a date", { "reviews.policy": "soon" }, ["reviews.policy"]],
    ["a day that no month has", { "reviews.policy": "2026-02-30" }, ["reviews.policy"]],
    ["a date that the engine read", { "reviews.policy": "2026-09-14 00:00:00 +0000 UTC" }, []],
    ["no date of a review", { "reviews.policy": undefined }, ["reviews.policy"]],
    ["a class without a review", { "classes.account.reviewed": undefined }, ["classes.account.reviewed"]],
    [
      "two that are overdue, each by itself",
      { "reviews.policy": "x", "classes.events.reviewed": "2025-10-01" },
      ["reviews.policy", "classes.events.reviewed"],
    ],
  ]);
});

describe("requireAccountAudits", () => {
  judgesConfiguration(requireAccountAudits, [
    ["an audit of 92 days ago", { "reviews.accounts": "2026-08-24" }, []],
    ["an audit of 93 days ago", { "reviews.accounts": "2026-08-23" }, ["reviews.accounts"]],
    ["an audit of tomorrow", { "reviews.accounts": "2026-11-25" }, ["reviews.accounts"]],
    ["no audit", { "reviews.accounts": undefined }, ["reviews.accounts"]],
  ]);
});

describe("requireTimelyReviews", () => {
  judgesConfiguration(requireTimelyReviews, [
    ["a review that lasts 30 days more", { "reviews.policy": "2025-12-23" }, []],
    ["a review that lasts 29 days more", { "reviews.policy": "2025-12-22" }, ["reviews.policy"]],
    ["a review on its last day", { "reviews.policy": "2025-11-23" }, ["reviews.policy"]],
    ["a review that is overdue, which others refuse", { "reviews.policy": "2025-11-22" }, []],
    ["an audit that is due soon", { "reviews.accounts": "2026-09-01" }, ["reviews.accounts"]],
    ["an approval that runs out", { "approvals.0.date": "2025-12-01" }, ["approvals[0].date"]],
  ]);
  it("gives the day on which it will be refused, and the mandatory rule keeps to it", () => {
    vi.setSystemTime("2027-08-20T23:59:59Z");
    const [message] = messagesOf(requireTimelyReviews, stackRoot);
    const day = /refused from (\S+) on/.exec(message ?? "")?.[1] ?? expect.fail(message);
    vi.setSystemTime(`${day}T00:00:00Z`);
    expect(messagesOf(requireReviews, stackRoot)).not.toEqual([]);
    vi.setSystemTime(new Date(Date.parse(day) - 1));
    expect(messagesOf(requireReviews, stackRoot)).toEqual([]);
  });
});

describe("requireApprovals", () => {
  const outside = { "classes.contact.hosting": "outside:somewhere" };
  const approval = { subject: "hosting:contact", approver: "amara", date: "2026-01-31" };
  judgesConfiguration(requireApprovals, [
    ["a class outside without approval", outside, ["classes.contact.hosting"]],
    ["a class outside with approval", { ...outside, "approvals.0": approval }, []],
    [
      "an approval that ran out",
      { ...outside, "approvals.0": { ...approval, date: "2025-11-22" } },
      ["approvals[0].date"],
    ],
    ["a service's approval that ran out", { "approvals.1.date": "2025-06-22" }, ["approvals[1].date"]],
    ["no approval of the provider", { "approvals.1.subject": "service:linode2" }, ["approvals"]],
    ["an approval of tomorrow", { "approvals.0.date": "2026-11-25" }, ["approvals[0].date"]],
    ["an approval by operations", { "approvals.0.approver": "bjarne" }, ["approvals[0].approver"]],
    ["an approval by a stranger", { "approvals.0.approver": "constructor" }, ["approvals[0].approver"]],
    ["an approval of anything", { "approvals.0.subject": "everything" }, ["approvals[0].subject"]],
    ["an approval without approver", { "approvals.0.approver": undefined }, ["approvals[0].approver"]],
    [
      "an approval by somebody who had left",
      { leavers: { amara: "2026-06-21" } },
      ["approvals[0].approver", "approvals[1].approver", "approvals[2].approver"],
    ],
  ]);
});

describe("the program's own notice of overdue reviews", () => {
  it("names nothing that the pack does not refuse or announce", () => {
    const lastDay = "2027-01-01T23:59:00Z";
    for (const now of [lastDay, "2027-01-02T12:00:00Z", "2027-09-16T12:00:00Z", "2027-11-24T12:00:00Z"]) {
      vi.setSystemTime(now);
      const said = overdueReviews(prodConfig(), new Date()).map((text) => text.slice(8, text.indexOf(": ")));
      const refused = [requireReviews, requireAccountAudits, requireApprovals].flatMap((policy) =>
        keysIn(messagesOf(policy, stackRoot)),
      );
      expect(said.map((key) => key.replace(/(approvals\[\d+\])$/, "$1.date")).sort()).toEqual(
        [...refused].sort(),
      );
    }
  });
  it("is not needed on the day", () => {
    configure({});
    expect(overdueReviews(prodConfig(), new Date())).toEqual([]);
  });
});
