import { expect, it } from "vitest";
import type { BootedHosts } from "../support/booted";
import { excusedUnits } from "../support/container";
import { sh } from "../support/converged";
import { expectedUnits } from "../support/units";

/** What a first boot has to end with. */
export function firstBoot({ hosts }: BootedHosts): void {
  it("ends cloud-init without an error or a recoverable one, and systemd running", () => {
    for (const { name, readiness } of hosts()) {
      expect([name, readiness.cloudInit.status, readiness.cloudInit.errors]).toEqual([name, "done", []]);
      expect(readiness.cloudInit.recoverableErrors).toEqual({});
      expect(readiness.failedUnits.filter((unit) => !(unit in excusedUnits))).toEqual([]);
    }
  });

  it("ends every step of becoming itself well", () => {
    for (const { converged } of hosts()) {
      expect(converged.result).toBe("done");
      expect(converged.steps.length).toBeGreaterThan(8);
      expect(converged.steps.filter(({ result }) => result !== "done")).toEqual([]);
    }
  });

  it("runs the services of its role", async () => {
    for (const { host, name } of hosts()) {
      const units = expectedUnits(name);
      const active = await sh(host, `systemctl is-active ${units.join(" ")} || true`);
      expect([name, active.split("\n")]).toEqual([name, units.map(() => "active")]);
    }
  });

  it("unpacked user data that was compressed, and keeps it to root", async () => {
    for (const { host } of hosts()) {
      expect(await sh(host, "stat -c %a /var/lib/cloud/instance/user-data.txt")).toBe("600");
      expect(await sh(host, "stat -c '%a %U' /etc/nftables.conf /etc/sudoers.d/10-bastide")).toBe(
        "640 root\n440 root",
      );
    }
  });
}
