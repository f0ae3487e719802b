import { describe } from "vitest";
import { requireEncryption } from "../../../policy-pack/volume/requireEncryption";
import { volume } from "../support/fixtures";
import { absent, refuses } from "../support/resource";

describe("requireEncryption", () => {
  refuses(requireEncryption, volume, [
    ["it is left to the provider's default", { encryption: absent }],
    ["it is off", { encryption: "disabled" }],
  ]);
});
