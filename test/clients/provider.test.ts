import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noProvider, openStack, type ProviderStack } from "./provider/stack";
import { type ClientCloud, openCloud } from "./support/cloud";

const name = "@pulumi/linode 5.1.1";

describe.skipIf(noProvider !== "")(
  noProvider === "" ? name : `${name} (skipped: ${noProvider})`,
  { timeout: 300_000 },
  () => {
    let cloud: ClientCloud;
    let stack: ProviderStack;

    beforeAll(async () => {
      cloud = await openCloud();
      stack = await openStack(cloud);
    });

    afterAll(async () => {
      stack.close();
      await cloud.close();
    });

    const up = ["up", "--yes", "--skip-preview"];

    it("makes every type of resource", async () => {
      const { errors, steps } = await stack.run(up, false);
      expect(errors, errors).toBe("");
      expect(steps.filter((step) => !/: (create|import)$/.test(step))).toEqual([]);
    });

    it("changes nothing when it is run again", async () => {
      const { errors, steps } = await stack.run(up, false);
      expect(errors, errors).toBe("");
      expect(steps).toEqual([]);
    });

    it("finds everything as it was left", async () => {
      const { errors, steps } = await stack.run(["refresh", "--yes", "--skip-preview"], false);
      expect(errors, errors).toBe("");
      expect(steps).toEqual([]);
    });

    it("updates every argument in place", async () => {
      const { errors, steps } = await stack.run(up, true);
      expect(errors, errors).toBe("");
      expect(steps.filter((step) => !step.endsWith(": update"))).toEqual([]);
    });

    it("leaves nothing when everything is destroyed", async () => {
      const { errors } = await stack.run(["destroy", "--yes", "--skip-preview"], true);
      expect(errors, errors).toBe("");
      await cloud.expectEmpty();
    });
  },
);
