import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { asClient } from "./linodeCli/adapter";
import { type LinodeCli, linodeCli, openLinodeCli } from "./linodeCli/client";
import exceptions from "./linodeCli/exceptions.json";
import { scenarios } from "./scenarios";
import { type ClientCloud, openCloud } from "./support/cloud";
import { expectComplete, expectTableFilled } from "./support/completeness";
import { named } from "./support/tools";

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
    cli.close();
    await cloud.close();
  });

  it.each(Object.entries(scenarios))("lives with %s", async (_, scenario) => {
    await scenario(asClient(cli));
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
