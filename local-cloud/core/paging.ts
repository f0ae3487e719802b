import { ApiError, type ErrorDetail } from "./errors";

/** One page of a collection, as the API answers it. */
export interface Page<T> {
  data: T[];
  page: number;
  pages: number;
  results: number;
}

/** Which page was asked for. */
export interface PageRequest {
  page: number;
  size: number;
}

const defaultSize = 100;

/** Reads `page` (from 1) and `page_size` (25 to 500, default 100). */
export function parsePage(query: URLSearchParams): PageRequest {
  const page = integer(query.get("page"), 1);
  const size = integer(query.get("page_size"), defaultSize);
  const errors: ErrorDetail[] = [];
  if (!(page >= 1)) errors.push({ reason: "Must be 1 or greater", field: "page" });
  // Beyond it a number is written as 1e+21, which clients can't read.
  if (page > Number.MAX_SAFE_INTEGER)
    errors.push({ reason: `Must be at most ${Number.MAX_SAFE_INTEGER}`, field: "page" });
  if (!(size >= 25 && size <= 500)) errors.push({ reason: "Must be 25-500", field: "page_size" });
  if (errors.length > 0) throw new ApiError(400, errors);
  return { page, size };
}

function integer(text: string | null, fallback: number): number {
  if (text === null) return fallback;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** Cuts one page out of a collection; an empty collection has one page. */
export function paginate<T>(rows: readonly T[], request: PageRequest): Page<T> {
  const start = (request.page - 1) * request.size;
  return {
    data: rows.slice(start, start + request.size),
    page: request.page,
    pages: Math.max(1, Math.ceil(rows.length / request.size)),
    results: rows.length,
  };
}
