import { describe } from "vitest";
import { forbidAssignment } from "../../../policy-pack/networkingIp/forbidAssignment";
import { address } from "../support/fixtures";
import { refuses } from "../support/resource";

describe("forbidAssignment", () => {
  refuses(forbidAssignment, address, [["an instance is named", { linodeId: 7 }]]);
});
