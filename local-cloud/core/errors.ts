/** One line of an error answer: `field` names the argument at fault, where there is one. */
export interface ErrorDetail {
  reason: string;
  field?: string;
}

/** An answer other than success, in the shape that Linode's API gives: `{"errors":[{"reason","field"?}]}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly ErrorDetail[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(
      errors.map((error) => (error.field ? `[${error.field}] ${error.reason}` : error.reason)).join("; "),
    );
    this.name = "ApiError";
  }
}

/** 400 with one reason. */
export function invalid(reason: string, field?: string): ApiError {
  return new ApiError(400, [field === undefined ? { reason } : { reason, field }]);
}

/** 404, recorded text. */
export function notFound(reason = "Not found"): ApiError {
  return new ApiError(404, [{ reason }]);
}

/** 400 while a job of the same Linode runs, recorded text; clients retry on exactly this sentence. */
export function busy(): ApiError {
  return invalid("Linode busy.");
}

/** The state could not be written down, so the change was undone. */
export class StateWriteError extends Error {}
