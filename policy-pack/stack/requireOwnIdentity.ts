import type { StackValidationPolicy } from "@pulumi/policy";
import { documented, enforces } from "../lib/controls";
import { type Node, usedThrough, usersThrough } from "../lib/graph";
import { judgeStack } from "../lib/judgeStack";

const name = "bastide-stack-require-own-identity";

/** Through which property each of them says whom it is for, and who speaks. */
const channels = [
  { type: "bastide:index:HostMessage", reader: "recipient", speaker: "signingKey" },
  { type: "bastide:index:HostTicket", reader: "identity", speaker: "verifyKey" },
] as const;

/** The host that an identity was made for: the first of its names. */
const hostOf = (identity: Node): unknown => {
  const names = identity.value("names");
  return Array.isArray(names) ? names[0] : undefined;
};

/** A message that another host can open gives that host what only this one may know. */
export const requireOwnIdentity: StackValidationPolicy = {
  name,
  displayName: "Hosts are told what is theirs alone",
  description:
    "Every message and ticket is sealed to the identity of the one host that it names, and speaks by its class's authority.",
  severity: "critical",
  framework: enforces("AC-6", "DC-6"),
  enforcementLevel: "mandatory",
  validateStack: judgeStack({ host: "refused", names: "refused" }, (stack) => {
    for (const { type, reader, speaker } of channels)
      for (const sent of stack.ofType(type)) {
        const readers = usedThrough(sent, "bastide:index:HostIdentity", [reader]);
        const [identity] = readers;
        if (identity === undefined || readers.length > 1 || hostOf(identity) !== sent.value("host")) {
          stack.report(
            sent,
            `can be opened by another than its host, since \`${reader}\` is not of the \`HostIdentity\` whose first name is its \`host\``,
            `Give \`${reader}\` what the host's own \`HostIdentity\` has.`,
          );
        }
        if (
          usersThrough(sent, "linode:index/instance:Instance", ["stackscriptData", "metadatas"]).length > 1
        ) {
          stack.report(sent, "is handed to several servers", "Make a ticket for each server.");
        }
        if (usedThrough(sent, "bastide:index:ClassAuthority", [speaker]).length !== 1) {
          stack.report(
            sent,
            `does not speak by the class's authority in \`${speaker}\``,
            `Give \`${speaker}\` what the class's \`ClassAuthority\` has.`,
          );
        }
      }
  }),
  remediationSteps:
    "Take `recipient`, `identity`, `signingKey` and `verifyKey` from the host's own `HostIdentity` and its class's authority.",
  url: documented(name),
};
