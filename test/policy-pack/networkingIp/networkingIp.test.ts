import { describe } from "vitest";
import { forbidAssignment } from "../../../policy-pack/networkingIp/forbidAssignment";
import { requireReservation } from "../../../policy-pack/networkingIp/requireReservation";
import { address } from "../support/fixtures";
import { absent, refuses } from "../support/resource";

describe("forbidAssignment", () => {
  refuses(forbidAssignment, address, [["an instance is named", { linodeId: 7 }]]);
});

describe("requireReservation", () => {
  refuses(requireReservation, address, [
    ["it goes with its host", { reserved: false }],
    ["it does not say", { reserved: absent }],
    ["it says so in words", { reserved: "true" }],
  ]);
});
