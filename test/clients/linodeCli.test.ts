import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { asClient, type Beside } from "./linodeCli/adapter";
import { type LinodeCli, linodeCli, openLinodeCli } from "./linodeCli/client";
import exceptions from "./linodeCli/exceptions.json";
import { ownScenarios } from "./linodeCli/scenarios";
import { scenarios } from "./scenarios";
import { type ClientCloud, openCloud } from "./support/cloud";
import { expectComplete, expectTableFilled } from "./support/completeness";
import type { View } from "./support/lifecycle";
import { named } from "./support/tools";

/** Buckets, which the command leaves to a client of S3, and answers to questions, which it can only read. */
function beside({ url, tokens }: ClientCloud): Beside {
  const send = async (method: string, path: string, body?: View): Promise<View> => {
    const answer = await fetch(`${url}/v4${path}`, {
      method,
      headers: { Authorization: `Bearer ${tokens[0]}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.status, `${method} ${path}`).toBe(200);
    return (await answer.json()) as View;
  };
  return {
    createBucket: (body) => send("POST", "/object-storage/buckets", body),
    deleteBucket: ({ cluster, label }) => send("DELETE", `/object-storage/buckets/${cluster}/${label}`),
    updateSecurityQuestions: (body) => send("POST", "/profile/security-questions", body),
  };
}

describe.skipIf(!linodeCli.usable)(named("linode-cli", linodeCli), { timeout: 120_000 }, () => {
  let cloud: ClientCloud;
  let cli: LinodeCli;

  beforeAll(async () => {
    cloud = await openCloud();
    const path = linodeCli.usable ? linodeCli.path : "";
    cli = openLinodeCli({ path, host: cloud.host, token: cloud.tokens[0] ?? "" });
  });

  afterEach(() => cloud.reset());

  afterAll(async () => {
    await cli.close();
    await cloud.close();
  });

  it.each(Object.entries(scenarios))("lives with %s", async (_, scenario) => {
    await scenario(asClient(cli, beside(cloud)));
    await cloud.expectEmpty();
  });

  it.each(Object.entries(ownScenarios))("has of its own: %s", async (_, scenario) => {
    await scenario(cli, asClient(cli, beside(cloud)));
    await cloud.expectEmpty();
  });

  it("asked for nothing that isn't there", async () => {
    expect(await cloud.gaps()).toEqual([]);
  });

  it("has every action of the surface driven", () => {
    expectComplete([...cli.offers.keys()].sort(), cli.called, exceptions.calls);
  });

  it("has filled the table of resource types", () => {
    expectTableFilled(cloud, exceptions.cells);
  });
});
