import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { namesOf, problemOfRecord } from "../lib/dns";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-forbid-foreign-names";

/** Whoever is behind a name of the zone gets its clients, and can have certificates for it. */
export const forbidForeignNames: StackValidationPolicy = {
  name,
  displayName: "Names point to the class's own systems",
  description:
    "Every record of a class's zone points to its own load balancers, gateways or names, and every reverse name lies in its zone.",
  severity: "critical",
  framework: enforces("NW-3", "NW-1", "DC-6", "AC-6"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack(
    {
      tags: "refused",
      domain: "given",
      recordType: "refused",
      name: "given",
      target: "given",
      rdns: "given",
      id: "at up",
    },
    (stack) => {
      const names = namesOf(stack.ofType, stack.classOf);
      for (const record of stack.ofType("linode:index/domainRecord:DomainRecord")) {
        const problem = problemOfRecord(record, names, stack.classOf);
        if (problem !== undefined) {
          stack.report(
            record,
            problem,
            "Point `A` and `AAAA` to the output of the class's own `NodeBalancer` or `NetworkingIp`, other records to names in the class's own zone, and put no secret into any.",
          );
        }
      }
      for (const reverse of stack.ofType("linode:index/rdns:Rdns")) {
        if (!names.isOwn(reverse.value("rdns"), stack.classOf(reverse))) {
          stack.report(
            reverse,
            "gives an address a name outside its class's own zone",
            "Use a name in the zone of a `Domain` of the class.",
          );
        }
      }
    },
  ),
  remediationSteps:
    "Create the system that the name is for in the class's enclave, and point the record there.",
  url: documented(name),
};
