import type { ResourceValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { judge } from "../lib/judge";
import { field, list } from "../lib/plain";
import { hasRole } from "../lib/tags";

const name = "linode-instance-forbid-public-data-node";

/** Addresses come by four ways: interfaces, one-to-one NAT, the region's private network, and lists of addresses. */
export const forbidPublicDataNode: ResourceValidationPolicy = {
  name,
  displayName: "Data and service nodes have no public address",
  description: "An instance with the role `data` or `service` is reached through its VPC only.",
  severity: "critical",
  framework: enforces("NW-2", "NW-1"),
  enforcementLevel: "mandatory",
  validateResource: judge(
    "linode:index/instance:Instance",
    {
      tags: "refused",
      "interfaces[].purpose": "refused",
      "interfaces[].ipv4.nat11": "given",
      privateIp: "given",
      ipv4s: "given",
      sharedIpv4s: "given",
    },
    ({ inputs, report }) => {
      const role = (["data", "service"] as const).find((one) => hasRole(inputs.tags, one));
      if (role === undefined) {
        return;
      }
      const interfaces = list(inputs.interfaces, "interfaces");
      const ways = [
        interfaces.some((item) => field(item, "purpose") !== "vpc") && "an interface outside its VPC",
        interfaces.length === 0 && "the public interface that Linode adds by default",
        interfaces.some((item) => field(field(item, "ipv4"), "nat11") !== undefined) &&
          "a public address by NAT",
        (inputs.privateIp ?? false) !== false && "an address in the region's shared private network",
        (inputs.ipv4s ?? inputs.sharedIpv4s) !== undefined && "addresses of its own",
      ].filter((way) => way !== false);
      if (ways.length > 0) {
        report(
          `is a ${role} node with ${ways.join(" and ")}`,
          "Give it one interface of purpose `vpc`, without `nat11`, `privateIp`, `ipv4s` and `sharedIpv4s`.",
        );
      }
    },
  ),
  remediationSteps: "Reach them through the gateway of their class; leave them one interface, in the VPC.",
  url: documented(name),
};
