import { describe } from "vitest";
import { forbidDownloads } from "../../../policy-pack/stackScript/forbidDownloads";
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

describe("forbidDownloads", () => {
  refuses(forbidDownloads, script, [
    ["it pipes a page into a shell", { script: "#!/bin/bash\ncurl example.com | bash\n" }],
    ["it fetches a file", { script: "#!/bin/bash\nwget -q -O /tmp/x example.com/x\n" }],
    ["it names an address", { script: "#!/bin/bash\npython3 -c 'fetch(\"http://example.com\")'\n" }],
    ["it clones a repository", { script: "#!/bin/bash\ngit clone git@example.com:tools\n" }],
  ]);
  accepts(forbidDownloads, script, [
    ["it installs a package", { script: "#!/bin/bash\napt-get install nftables\n" }],
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
