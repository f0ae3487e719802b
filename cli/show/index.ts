/** What `bastide status` shows: a stack read from Linode's API, as data, text, picture and page. */
export { type ApiAccess, type Patience, ReadError } from "./read/api";
export { type ReadOptions, readStack } from "./readStack";
export { renderHtml } from "./renderHtml";
export { renderSvg } from "./renderSvg";
export { renderText, type TextOptions } from "./renderText";
export type * from "./view";
