import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { audits } from "./checks/audits";
import { controls } from "./checks/controls";
import { firstBoot } from "./checks/firstBoot";
import { network } from "./checks/network";
import { openscap } from "./checks/openscap";
import { secondBoot } from "./checks/secondBoot";
import { type Booted, bootSite } from "./support/booted";
import { untold, whereTold } from "./support/exchange";
import { figures } from "./support/figures";

const minutes = 60_000;

/** Booted once from the user data of production's preview; the checks, a module a subject, are asked one after the other. */
describe.skipIf(untold !== "")(whereTold("hosts of production"), () => {
  vi.setConfig({ testTimeout: 4 * minutes });
  let running: Awaited<ReturnType<typeof bootSite>> | undefined;
  const now = (): Booted => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const booted: Booted = {
    world: () => now().world(),
    site: () => now().site(),
    hosts: () => now().hosts(),
    gateway: () => now().gateway(),
    data: () => now().data(),
  };

  beforeAll(async () => {
    running = await bootSite();
  }, 30 * minutes);

  afterAll(async () => {
    if (running !== undefined) console.log(figures(running.hosts()));
    await running?.close();
  });

  it("boot from nothing but their user data", () => {
    expect(booted.hosts().map(({ host }) => host.isOn())).toEqual([true, true, true, true]);
  });

  describe("the first boot", () => firstBoot(booted));
  describe("from outside", () => network(booted));
  describe("audits", () => audits(booted));
  describe("a second audit", () => openscap(booted));
  describe("controls", () => controls(booted));
  describe("the second boot", () => secondBoot(booted));
});
