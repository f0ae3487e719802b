import type { Report } from "./tool";

/** Complaints about an answer's shape, which the document itself is to blame for where Linode was seen to answer so. */
const aboutShapes = new Set(["JsonSchemaError"]);

/** How failures of whole sequences of requests are filed: under no operation. */
const sequences = "Stateful tests";

/**
 * What is left of a report without the answers that are known to differ from the document. `excused` are the operations
 * that they belong to; our own judge has looked at each of those answers, field by field.
 */
export function unexplained(report: Report, excused: ReadonlySet<string>): Report["failures"] {
  return report.failures.flatMap((failure) => {
    if (!aboutShapes.has(failure.type)) return [failure];
    const operations = failure.operations.filter((one) => one !== sequences && !excused.has(one));
    return operations.length === 0 ? [] : [{ ...failure, operations }];
  });
}
