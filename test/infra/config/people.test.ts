import { describe, expect, it } from "vitest";

import { prodWith } from "../../support/infraConfigs";
import { keysOf, problemsOf } from "./problems";

const amaraKey =
  "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIPBA1dDSpT1iMM5F0+AYmKmMD2f0zoJlMa/3028W1bEdAAAABHNzaDo=";

const strangers: readonly [string, string][] = [
  ["root", "This account belongs to the system."],
  ["postgres", "This account belongs to the system."],
  ["7up", "This is not a log-in name."],
  ["x".repeat(33), "This is not a log-in name."],
];

describe("log-in names", () => {
  it.each(strangers)("of administrators are people's own: not %s", (name, message) => {
    const person = {
      name: "Somebody",
      duties: ["database"],
      device: "desk",
      keys: [amaraKey.replace("PBA1", "PBA2")],
    };
    const problems = problemsOf(
      prodWith({
        [`administrators.${name}`]: person,
        "managedDevices.devices.desk": { owner: name, wireguardKey: `${"B".repeat(42)}A=` },
      }),
    ).filter((problem) => problem.key === `bastide:administrators.${name}`);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
  });

  it.each(["Amara: Diallo", "Amara\nDiallo", "A"])(
    "have a person's name that an account can carry: not %j",
    (name) => {
      expect(keysOf(prodWith({ "administrators.amara.name": name }))).toEqual([
        "bastide:administrators.amara.name",
      ]);
    },
  );
});
