import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { list, unknown } from "../lib/plain";

const name = "linode-instance-require-hardware-keys";
const hardwareKey = /^sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com\s+[A-Za-z0-9+/]+={0,2}(?:\s|$)/;

/** `authorizedUsers` would take whatever keys a profile has on the day: they can't be judged. */
export const requireHardwareKeys: ResourceValidationPolicy = {
  name,
  displayName: "Log-in keys are hardware-backed",
  description:
    "Every key that an instance is created with lives in a hardware token, and all of them are in the program.",
  severity: "high",
  framework: enforces("AC-1", "CM-5"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/instance:Instance",
    { "authorizedKeys[]": "refused", authorizedUsers: "given" },
    ({ inputs, report }) => {
      const keys = list(inputs.authorizedKeys, "authorizedKeys");
      const soft = keys.flatMap((key, index) =>
        typeof key === "string" && hardwareKey.test(key) ? [] : [index + 1],
      );
      if (soft.length > 0) {
        report(
          `is created with keys that no hardware token holds (number ${soft.join(", ")} in \`authorizedKeys\`)`,
          "Use keys of type `sk-ssh-ed25519@openssh.com`, made by `ssh-keygen -t ed25519-sk -O verify-required`.",
        );
      }
      if (inputs.authorizedUsers === unknown || list(inputs.authorizedUsers, "authorizedUsers").length > 0) {
        report(
          "takes its keys from Linode profiles, where nobody reviews them",
          "Remove `authorizedUsers` and list hardware-backed keys in `authorizedKeys`.",
        );
      }
    },
  ),
  remediationSteps: "Replace the key by one that `ssh-keygen -t ed25519-sk -O verify-required` made.",
  url: documented(name),
};
