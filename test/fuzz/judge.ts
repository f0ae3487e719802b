import type { World } from "../../local-cloud/core/world";
import { contradictions } from "../../local-cloud/invariants";
import { complaintText, type Validator } from "../openapi/validator";
import type { Answer, Concrete } from "./tree";

/** Why a story is a bad one. */
export interface Fault {
  /** The same for the same cause, whatever the ids: two stories with one key show one fault. */
  key: string;
  text: string;
}

/** What is wrong with an answer by itself. */
export function faultsOfAnswer(validator: Validator, sent: Concrete, answer: Answer): Fault[] {
  const path = sent.path.split("?")[0] ?? "";
  if (answer.status >= 500) {
    const shape = validator.document.shapeOf(path) ?? path;
    return [
      { key: `500 ${sent.method} ${shape}`, text: `${sent.method} ${sent.path} answered ${answer.status}` },
    ];
  }
  const judged = { method: sent.method, path, ...answer };
  return validator.judge(judged).map((complaint) => {
    const text = complaintText(complaint);
    return {
      key: `${complaint.operation} ${complaint.status} ${complaint.place} ${complaint.what.split(", not ")[0]}`,
      text,
    };
  });
}

/** What is wrong with the state. */
export function faultsOfState(world: World): Fault[] {
  return contradictions(world).map(({ rule, where, what }) => ({
    key: `contradiction: ${rule}`,
    text: `${rule}; but ${where} ${what}`,
  }));
}
