import type { Exchange } from "./cassette";
import { compareBodies, type Difference, describe } from "./compare";
import { type Era, isLaterChange, lacks } from "./history";
import { isObject } from "./json";
import type { Names } from "./names";
import { isOffer, isPeople, isPersonal, measuredIn, ownerOf } from "./scope";
import { shapeDifferences } from "./shape";

/** How many elements a page has where nothing is asked for. */
const defaultPageSize = 100;

/** What the stand-in answered. */
export interface Answer {
  status: number;
  contentType: string | undefined;
  /** The scope that the request needed, as `X-Accepted-OAuth-Scopes` says it. */
  scope: string | undefined;
  body: unknown;
}

/** Every way in which an answer is not as recorded; `era` is when the recording was made. */
export function judge(exchange: Exchange, answer: Answer, names: Names, era: Era): Difference[] {
  const differences: Difference[] = [];
  if (answer.status !== exchange.status) {
    const said = (body: unknown): string =>
      errorsOf(body)
        .map((one) => ` ${one}`)
        .join(",");
    differences.push({
      kind: "status",
      at: "status",
      recorded: `${exchange.status}${said(exchange.answer)}`,
      here: `${answer.status}${said(answer.body)}`,
    });
    return differences;
  }
  if (exchange.contentType !== undefined && answer.contentType !== exchange.contentType) {
    differences.push({
      kind: "header",
      at: "Content-Type",
      recorded: exchange.contentType,
      here: String(answer.contentType),
    });
  }
  if (exchange.scope !== undefined && answer.scope !== exchange.scope) {
    differences.push({
      kind: "header",
      at: "X-Accepted-OAuth-Scopes",
      recorded: exchange.scope,
      here: String(answer.scope),
    });
  }
  if (exchange.status >= 400) return [...differences, ...compareErrors(exchange, answer, names)];
  if (exchange.answer === undefined && answer.body === undefined) return differences;
  const context = {
    names,
    owner: ownerOf(exchange),
    values: !isPersonal(exchange),
    people: isPeople(exchange),
    measured: measuredIn(exchange),
    foreign: names.foreign,
    ordered: !/"\+order_by":\s*"(created|updated)"/.test(exchange.filter ?? ""),
    pageSize: Number(/[?&]page_size=(\d+)/.exec(exchange.query)?.[1] ?? defaultPageSize),
    isLater: (capability: string) => lacks(exchange, era, capability),
  };
  const found = isOffer(exchange)
    ? compareOffers(exchange.answer, answer.body, names)
    : compareBodies(exchange.answer, answer.body, context);
  return [...differences, ...found.filter((one) => !isLaterChange(one, exchange, era))];
}

/** One thing that Linode offers: the same thing, of the same shape; prices and the like change. */
function compareOffers(recorded: unknown, here: unknown, names: Names): Difference[] {
  const found = shapeDifferences([recorded], [here], "data[]");
  const [id, other] = [recorded, here].map((one) => (isObject(one) ? String(one.id) : ""));
  if (id === undefined || other === undefined || id === other || names.same(id, other)) return found;
  return [...found, { kind: "value", at: "id", recorded: describe(id), here: describe(other) }];
}

function compareErrors(exchange: Exchange, answer: Answer, names: Names): Difference[] {
  const recorded = errorsOf(exchange.answer)
    .map((text) => comparable(text, names, "recorded"))
    .sort();
  const here = errorsOf(answer.body)
    .map((text) => comparable(text, names, "here"))
    .sort();
  if (recorded.length === here.length && recorded.every((text, index) => text === here[index])) return [];
  return [{ kind: "error", at: "errors", recorded: recorded.join(", "), here: here.join(", ") }];
}

/** `[field] reason` for each error; the whole body where it isn't in the API's form. */
function errorsOf(body: unknown): string[] {
  if (!isObject(body) || !Array.isArray(body.errors)) return body === undefined ? [] : [describe(body)];
  return body.errors.map((error) => {
    if (!isObject(error)) return describe(error);
    const { reason, field, ...rest } = error;
    const more = Object.keys(rest).map((key) => ` (${key})`);
    return `"${field === undefined ? "" : `[${String(field)}] `}${String(reason)}"${more.join("")}`;
  });
}

/** An error's text with the ids and addresses in it made comparable. */
function comparable(text: string, names: Names, side: "recorded" | "here"): string {
  const numbers = text.replace(/\d{3,}/g, (digits) => {
    if (side === "here") return digits;
    const meaning = names.meaningsOf(Number(digits))[0];
    return meaning === undefined ? digits : String(meaning);
  });
  return numbers.replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, "<address>");
}
