import { describe, expect, it } from "vitest";
import { forbidLeavers } from "../../../policy-pack/configuration/forbidLeavers";
import { requireAdministrators } from "../../../policy-pack/configuration/requireAdministrators";
import { requireApprovedChange } from "../../../policy-pack/configuration/requireApprovedChange";
import { requireBoundedGrants } from "../../../policy-pack/configuration/requireBoundedGrants";
import { prodConfig, prodWith } from "../../support/infraConfigs";
import { configure, judgesConfiguration, onTheDay } from "../support/configuration";
import { stackRoot } from "../support/fixtures";
import { messagesOf } from "../support/resource";

onTheDay();
const [amarasKey = ""] = prodConfig().administrators.amara?.keys ?? [];
const renamed = amarasKey.replace("sk-ssh-ed25519@openssh.com A", "sk-ecdsa-sha2-nistp256@openssh.com A");

describe("requireAdministrators", () => {
  judgesConfiguration(requireAdministrators, [
    [
      "one administrator",
      { "administrators.bjarne": undefined, "managedDevices.devices.laptop-0142": undefined },
      ["administrators"],
    ],
    ["nobody for security", { "administrators.amara.duties": ["operations"] }, ["administrators"]],
    ["no administrator", { administrators: {} }, ["administrators", "administrators"]],
    ["no keys", { "administrators.amara.keys": [] }, ["administrators.amara.keys"]],
    [
      "a key of a file",
      { "administrators.amara.keys": ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA amara"] },
      ["administrators.amara.keys[0]"],
    ],
    [
      "a key that only says that it is in a token",
      { "administrators.amara.keys": [renamed] },
      ["administrators.amara.keys[0]"],
    ],
    ["a shared key", { "administrators.bjarne.keys": [amarasKey] }, ["administrators.bjarne.keys[0]"]],
    [
      "somebody else's device",
      { "administrators.amara.device": "laptop-0142" },
      ["administrators.amara.device"],
    ],
    [
      "a device that is not managed",
      { "administrators.amara.device": "phone" },
      ["administrators.amara.device"],
    ],
    ["no device", { "administrators.amara.device": undefined }, ["administrators.amara.device"]],
    [
      "devices that are nowhere",
      { managedDevices: undefined },
      ["administrators.amara.device", "administrators.bjarne.device"],
    ],
  ]);

  it.each([
    ["a second person", { "administrators.bjarne": undefined }, "fewer than two people"],
    ["the duty", { "administrators.amara.duties": ["operations"] }, "nobody with the duty `security`"],
  ])("says that only %s is missing", (_, changes, problem) => {
    configure(prodWith(changes));
    const said = messagesOf(requireAdministrators, stackRoot).filter((message) =>
      /fewer|nobody/.test(message),
    );
    expect(said).toEqual([expect.stringContaining(`"bastide:administrators" has ${problem}. `)]);
  });
});

describe("requireBoundedGrants", () => {
  judgesConfiguration(requireBoundedGrants, [
    ["a grant that has ended", { "grants.0.start": "2026-01-01", "grants.0.end": "2026-01-02" }, []],
    ["a grant of thirty days", { "grants.0.end": "2026-12-16T08:00:00Z" }, []],
    ["a grant of thirty days and a second", { "grants.0.end": "2026-12-16T08:00:01Z" }, ["grants[0].end"]],
    ["a grant that ends first", { "grants.0.end": "2026-11-16T07:00:00Z" }, ["grants[0].end"]],
    ["a grant without end", { "grants.0.end": undefined }, ["grants[0].end"]],
    ["a grant to nobody", { "grants.0.who": "" }, ["grants[0].who", "grants[0].who"]],
    ["a class that there is not", { "grants.0.class": "all" }, ["grants[0].class"]],
    ["another purpose", { "grants.0.purpose": "curiosity" }, ["grants[0].purpose"]],
    ["no purpose", { "grants.0.purpose": undefined }, ["grants[0].purpose"]],
    ["no ticket", { "grants.0.ticket": undefined }, ["grants[0].ticket"]],
    ["somebody else's device", { "grants.0.device": "laptop-0117" }, ["grants[0].device"]],
    ["a device that is not managed", { "grants.0.device": "phone" }, ["grants[0].device"]],
    ["an approver without the duty", { "grants.0.approver": "bjarne" }, ["grants[0].approver"]],
    ["an approver who had left", { leavers: { amara: "2026-11-15" } }, ["grants[0].approver"]],
    [
      "a grant to its approver",
      { "grants.0.who": "amara", "grants.0.device": "laptop-0117" },
      ["grants[0].approver"],
    ],
  ]);
});

describe("forbidLeavers", () => {
  judgesConfiguration(forbidLeavers, [
    ["a leaver who has nothing", { leavers: { erik: "2026-01-31" } }, []],
    ["a leaver on the last day", { leavers: { bjarne: "2026-11-24" } }, []],
    [
      "an administrator who has left",
      { leavers: { bjarne: "2026-11-23" } },
      ["administrators.bjarne", "managedDevices.devices.laptop-0142.owner"],
    ],
    ["a manager who has left", { leavers: { dagny: "2026-11-23" } }, ["managers[0]"]],
    ["a grant that outlasts the last day", { leavers: { chidi: "2026-12-01" } }, ["grants[0].who"]],
    [
      "what somebody approved after the last day",
      { leavers: { amara: "2026-11-15" } },
      [
        "administrators.amara",
        "managedDevices.devices.laptop-0117.owner",
        "grants[0].approver",
        "change.approver",
      ],
    ],
    ["a last day that is none", { leavers: { erik: "soon" } }, ["leavers.erik"]],
  ]);
});

describe("requireApprovedChange", () => {
  judgesConfiguration(requireApprovedChange, [
    ["a change by its author", { "change.author": "amara" }, ["change.approver"]],
    ["a change by a stranger", { "change.approver": "chidi" }, ["change.approver"]],
    ["a change by somebody who had left", { leavers: { amara: "2026-11-19" } }, ["change.approver"]],
    ["a change of tomorrow", { "change.date": "2026-11-25" }, ["change.date"]],
    ["a change without ticket", { "change.ticket": undefined }, ["change.ticket"]],
    ["a change without author", { "change.author": undefined }, ["change.author"]],
    ["a change without approver", { "change.approver": undefined }, ["change.approver"]],
    ["a change without date", { "change.date": undefined }, ["change.date", "change.date"]],
  ]);
});
