import { main } from "../../local-cloud/main";

/** `bastide local-cloud`: hands its arguments on, as they are. */
export function localCloud(args: readonly string[]): Promise<number> {
  return main(args);
}
