import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { asClient } from "./linodego/adapter";
import { type Linodego, linodego, openLinodego, versions } from "./linodego/client";
import ofTheProvider from "./linodego/exceptions/1.54.0.json";
import newest from "./linodego/exceptions/1.69.1.json";
import { newestScenarios, ownScenarios } from "./linodego/scenarios";
import { scenarios } from "./scenarios";
import { type ClientCloud, openCloud } from "./support/cloud";
import { expectComplete, expectTableFilled, type Omissions } from "./support/completeness";
import type { View } from "./support/lifecycle";
import { named } from "./support/tools";

const releases: readonly [string, Omissions][] = [
  [versions.newest, newest],
  [versions.provider, ofTheProvider],
];

describe.each(releases)("linodego %s", (version, exceptions) => {
  const tool = linodego(version);

  describe.skipIf(!tool.usable)(named("behind its bridge", tool), () => {
    let cloud: ClientCloud;
    let client: Linodego;

    beforeAll(async () => {
      cloud = await openCloud();
      client = openLinodego(tool.usable ? tool.path : "", cloud.url, cloud.tokens[0] ?? "");
    });

    afterEach(() => cloud.reset());

    afterAll(async () => {
      await client.close();
      await cloud.close();
    });

    it.each(Object.entries(scenarios))("lives with %s", async (_, scenario) => {
      await scenario(asClient(client, exceptions.calls));
      await cloud.expectEmpty();
    });

    const own = version === versions.newest ? { ...ownScenarios, ...newestScenarios } : ownScenarios;
    it.each(Object.entries(own))("has of its own: %s", async (_, scenario) => {
      const call = async (method: string, ...args: readonly unknown[]): Promise<View> =>
        (await client.invoke(method, ...args)) as View;
      await scenario(call, client);
      await cloud.expectEmpty();
    });

    it("asked for nothing that isn't there", async () => {
      expect(await cloud.gaps()).toEqual([]);
    });

    it("has every method of the surface driven", () => {
      expectComplete(client.offered, client.called, exceptions.calls);
    });

    it("has filled the table of resource types", () => {
      expectTableFilled(cloud, exceptions.cells);
    });
  });
});
