import { checkAccess } from "./access";
import { checkAddresses } from "./addresses";
import { checkAlerts } from "./alerts";
import { checkApprovals } from "./approvals";
import { checkCapacity } from "./capacity";
import { checkCertificates } from "./certificates";
import type { Check } from "./check";
import { checkDates } from "./dates";
import { checkExceptions } from "./exceptions";
import { checkPeople } from "./people";
import { checkPlacement } from "./placement";
import { checkStrict } from "./strict";

/** Every check, in the order in which its problems are printed. */
export const checks: readonly Check[] = [
  checkPlacement,
  checkAddresses,
  checkStrict,
  checkCapacity,
  checkCertificates,
  checkAccess,
  checkAlerts,
  checkPeople,
  checkApprovals,
  checkExceptions,
  checkDates,
];
