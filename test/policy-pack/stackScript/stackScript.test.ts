import { describe } from "vitest";
import { forbidPublic } from "../../../policy-pack/stackScript/forbidPublic";
import { forbidSecrets } from "../../../policy-pack/stackScript/forbidSecrets";
import { requireSupportedImages } from "../../../policy-pack/stackScript/requireSupportedImages";
import { script } from "../support/fixtures";
import { absent, accepts, refuses } from "../support/resource";

describe("forbidPublic", () => {
  refuses(forbidPublic, script, [["it is", { isPublic: true }]]);
  accepts(forbidPublic, script, [["it does not say, since private is the default", { isPublic: absent }]]);
});

describe("forbidSecrets", () => {
  refuses(forbidSecrets, script, [
    ["a token is in its text", { script: "curl -H 'Authorization: Bearer abcdefghij0123456789'" }],
  ]);
});

describe("requireSupportedImages", () => {
  refuses(requireSupportedImages, script, [
    ["none is named", { images: absent }],
    ["the list is empty", { images: [] }],
    ["any will do", { images: ["any/all"] }],
    ["one of several is old", { images: ["linode/debian13", "linode/debian11"] }],
  ]);
});
