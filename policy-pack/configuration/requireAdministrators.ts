import type { ResourceValidationPolicy } from "@pulumi/policy";
import { section } from "../lib/configuration/entry";
import { ownsDevice } from "../lib/configuration/grants";
import { dutiesOf } from "../lib/configuration/people";
import { documented, enforces } from "../lib/controls";
import { isHardwareKey } from "../lib/hardwareKey";
import { judgeConfiguration } from "../lib/judgeConfiguration";

const name = "bastide-configuration-require-administrators";

export const requireAdministrators: ResourceValidationPolicy = {
  name,
  displayName: "Administrators are known and equipped",
  description:
    "There are two administrators or more, one with the duty `security`, each with a managed device and hardware keys that nobody else has.",
  severity: "critical",
  framework: enforces("AC-1", "AC-2", "AC-3", "CM-5"),
  enforcementLevel: "mandatory",
  validateResource: judgeConfiguration(({ report, each }) => {
    const all = section("administrators");
    const everybody = all.entries();
    if (all.isThere && everybody.length < 2) {
      report(all.key, "has fewer than two people", "Add an administrator, so that no one acts alone.");
    }
    if (all.isThere && !everybody.some(([, person]) => dutiesOf(person).includes("security"))) {
      report(all.key, "has nobody with the duty `security`", "Write it among an administrator's `duties`.");
    }
    const seen = new Set<string>();
    each(everybody, ([who, person]) => {
      const [device, keys] = [person.get("device"), person.get("keys")];
      if (!ownsDevice(who, device.text())) {
        report(device.key, "is no managed device of this person", `Name a device whose owner is ${who}.`);
      }
      if (keys.items().length === 0) {
        report(keys.key, "is empty", "Add the public key of the person's hardware token.");
      }
      each(keys.items(), (key) => {
        const body = key.text().trim().split(/\s+/)[1] ?? "";
        if (!isHardwareKey(key.text())) {
          report(
            key.key,
            "is no key of a hardware token",
            "Make one with `ssh-keygen -t ed25519-sk -O verify-required`.",
          );
        } else if (seen.has(body)) {
          report(key.key, "belongs to somebody already", "Give each person a hardware token of their own.");
        }
        seen.add(body);
      });
    });
  }),
  remediationSteps:
    "Give each administrator a managed device and a hardware token, and name who is for security.",
  url: documented(name),
};
