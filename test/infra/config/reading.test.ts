import { describe, expect, it } from "vitest";

import { ConfigurationError, loadConfig, readConfig } from "../../../infra/config";
import { overdueReviews } from "../../../infra/config/overdue";
import { prodConfig, prodValues, prodWith, put, rawOf, today, type Values } from "../../support/infraConfigs";
import { keysOf, problemsOf } from "./problems";

/** Every date in production, without quotation marks: what Go's YAML reader hands on for them. */
function unquoted(value: unknown): unknown {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) return `${value} 00:00:00 +0000 UTC`;
  const moment = typeof value === "string" ? /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/.exec(value) : null;
  if (moment) return `${moment[1]} ${moment[2]} +0000 UTC`;
  if (Array.isArray(value)) return value.map(unquoted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unquoted(inner)]));
}

describe("reading the stack's configuration", () => {
  it("accepts production as it is", () => {
    expect(problemsOf(prodValues())).toEqual([]);
    expect(overdueReviews(prodConfig(), today)).toEqual([]);
  });

  it("fills in the defaults", () => {
    const { classes, otherStacks } = prodConfig();
    expect(classes.account).toMatchObject({
      hosting: "linode",
      objects: false,
      data: { count: 2 },
      gateway: { type: "g6-standard-1" },
      endpoint: {
        name: "api",
        edge: { type: "g6-standard-1", count: 1 },
        service: { type: "g6-standard-1", count: 1 },
      },
    });
    expect(classes.sessions?.endpoint).toBeUndefined();
    expect(otherStacks).toEqual({});
    const bare = prodValues();
    for (const name of ["grants", "approvals", "alerts", "waivers", "backups"])
      delete bare[`bastide:${name}`];
    expect(loadConfig(rawOf(bare), today)).toMatchObject({
      grants: [],
      approvals: [],
      waivers: [],
      backups: { pointInTimeDays: 7, retentionDays: 35 },
      drillable: false,
    });
  });

  it("takes dates and moments without quotation marks, as the engine's reader renders them", () => {
    const values = unquoted(prodValues()) as Values;
    expect(JSON.stringify(values)).toContain("2026-10-05 00:00:00 +0000 UTC");
    expect(loadConfig(rawOf(values), today)).toEqual(prodConfig());
  });

  it("takes a day for a moment and keeps a zone", () => {
    const config = (start: string, end: string) =>
      loadConfig(rawOf(prodWith({ "grants.0.start": start, "grants.0.end": end })), today).grants[0];
    expect(config("2026-11-16", "2026-11-20 09:30:00 +0200 CEST")).toMatchObject({
      start: "2026-11-16T00:00:00Z",
      end: "2026-11-20T09:30:00+02:00",
    });
  });

  it("reports everything at once, over all sections", () => {
    const values = prodWith({
      "organisation.name": "Not a name",
      "regions.fr-par.number": 0,
      "classes.account.data.type": "nothing",
      "administrators.amara.keys": [],
      "managedDevices.networks.0": "everywhere",
      "grants.0.purpose": "curiosity",
      "reviews.policy": "yesterday",
      "egress.names.0": "*",
      "backups.retentionDays": 1,
      sideways: true,
    });
    put(values, ["linode:token"], "nothing-real");
    expect(new Set(keysOf(values))).toEqual(
      new Set([
        "linode:token",
        "bastide:sideways",
        "bastide:organisation.name",
        "bastide:regions.fr-par.number",
        "bastide:classes.account.data.type",
        "bastide:administrators.amara.keys",
        "bastide:managedDevices.networks[0]",
        "bastide:grants[0].purpose",
        "bastide:reviews.policy",
        "bastide:egress.names[0]",
        "bastide:backups.retentionDays",
      ]),
    );
  });

  it("judges what could be read although another section could not", () => {
    const values = prodWith({
      egress: "nothing",
      "regions.de-fra-2.role": "active",
      "grants.0.end": "2027-05-01T00:00:00Z",
    });
    expect(keysOf(values)).toEqual(["bastide:egress", "bastide:regions", "bastide:grants[0].end"]);
  });

  it("names every section of an empty configuration that cannot be left out", () => {
    expect(keysOf({})).toEqual(
      ["organisation", "regions", "classes", "administrators", "managedDevices", "reviews", "egress"].map(
        (name) => `bastide:${name}`,
      ),
    );
    for (const problem of problemsOf({})) expect(problem.message).toBe("This setting is missing.");
  });

  it.each(["linode:token", "linode:url"])("refuses %s in the configuration, without its value", (key) => {
    const values = prodValues();
    put(values, [key], "s3kr1t-value");
    const problems = problemsOf(values);
    expect(problems.map((p) => p.key)).toEqual([key]);
    expect(problems[0]?.fix).toContain(key === "linode:token" ? "LINODE_TOKEN" : "LINODE_URL");
    expect(JSON.stringify(problems)).not.toContain("s3kr1t");
  });

  it("leaves the settings of other providers alone", () => {
    const values = prodValues();
    put(values, ["linode:eventPollMs"], "100");
    put(values, ["random:something"], "x");
    expect(problemsOf(values)).toEqual([]);
  });

  it("throws one error that lists all, without a stack trace", () => {
    const raw = rawOf(prodWith({ "organisation.name": "Not a name", "reviews.policy": "yesterday" }));
    const error = (() => {
      try {
        return loadConfig(raw, today);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).problems).toHaveLength(2);
    expect((error as ConfigurationError).message.split("\n")).toEqual([
      "The configuration has 2 problems; nothing was created.",
      "  bastide:organisation.name: This is not a short lower-case name.",
      "    Write, for example, `example`.",
      "  bastide:reviews.policy: This is not a date in the form YYYY-MM-DD.",
      "    Write, for example, `2026-01-31`.",
    ]);
  });

  it("gives the same answer twice and leaves its input as it was", () => {
    const raw = Object.freeze(rawOf(prodValues()));
    expect(readConfig(raw, today)).toEqual(readConfig(raw, today));
  });

  it("warns of reviews that are overdue, and of accounts after a quarter", () => {
    const inOneYear = new Date("2027-10-05T12:00:00Z");
    expect(overdueReviews(prodConfig(), new Date("2027-01-02T12:00:00Z"))).toEqual([
      "bastide:reviews.accounts: the last review was on 2026-10-01 and is overdue; review it and write the new date.",
    ]);
    const overdue = overdueReviews(prodConfig(), inOneYear).map((line) => line.split(":", 2).join(":"));
    expect(overdue).toEqual([
      "bastide:reviews.policy",
      "bastide:reviews.accounts",
      "bastide:approvals[0].date",
      "bastide:approvals[1].date",
      "bastide:approvals[2].date",
    ]);
  });
});
