import { PolicyPack } from "@pulumi/policy";
import { readOnce } from "./lib/readOnce";
import { withReferences } from "./lib/references";
import { withWaivers } from "./lib/waivers/withWaivers";
import { policies } from "./policies";

readOnce();
new PolicyPack("bastide", {
  displayName: "Bastide",
  description: "Refuses Linode resources that break the security policy.",
  provider: "linode",
  tags: ["linode", "security"],
  enforcementLevel: "mandatory",
  policies: withWaivers(withReferences(policies)),
});
