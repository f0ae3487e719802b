import { type Argument, about } from "./argument";

/** Arguments about production's configuration. */
export const configurationArguments: readonly Argument[] = [
  about(
    /bastide:organisation\.addressSpace/,
    /is missing/,
    ["DC-6", "NW-1"],
    "The default is a private network of the same size, and each class gets one of its own in it; the rules on networks judge them.",
  ),
  about(
    /bastide:classes\.\*/,
    /is missing/,
    ["BC-2", "DC-6"],
    "The stack no longer makes the class's resources; where it has data, protection keeps the engine from deleting it.",
  ),
  about(
    /bastide:classes\.\*\.endpoint(\.name)?/,
    /is missing/,
    ["NW-1", "BC-1"],
    "Without an endpoint nothing is published; without its name it gets the default one in the class's own zone.",
  ),
  about(
    /bastide:classes\.\*\.objects/,
    /is missing/,
    ["BC-4"],
    "The stack makes no bucket for objects; one that is there is protected from deletion, and locked.",
  ),
  about(
    /bastide:administrators\.\*\.duties\[\]/,
    /is missing/,
    ["AC-2"],
    "Somebody with two duties keeps one of them, which is less privilege.",
  ),
  about(
    /bastide:managedDevices\.networks(\[\])?/,
    /is missing|is \[\]/,
    ["AC-3", "NW-1"],
    "Fewer networks are let in to the tunnel.",
  ),
  about(
    /bastide:(grants|waivers|leavers)(\[\])?/,
    /is missing/,
    ["AC-4", "EX-1", "AC-5"],
    "A grant that is not written grants nothing; no waiver waives nothing; and production has no leavers.",
  ),
  about(
    /bastide:approvals(\[\])?/,
    /is missing/,
    ["EX-2"],
    "A service but Linode that is not on the list is not approved; which of those are in use is for the yearly review.",
  ),
  about(
    /bastide:managers(\[\])?/,
    /is missing|is \[\]/,
    ["EX-1"],
    "Without managers nobody can approve a waiver.",
  ),
  about(
    /bastide:managers\[\]/,
    /is "amara"/,
    ["EX-1"],
    "A waiver's two approvers must be two people, whoever has both roles.",
  ),
  about(
    /bastide:egress\.(names|resolvers|timeServers)\[\]/,
    /is missing/,
    ["NW-4"],
    "The list of what can be reached outside is shorter.",
  ),
  about(
    /bastide:backups(\.\w+)?/,
    /is missing/,
    ["BC-3", "BC-4"],
    "The defaults are seven days to any point in time and thirty-five of daily backups, which is what the policy asks for or more.",
  ),
];
