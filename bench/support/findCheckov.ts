import { fromPyPi, installed } from "../../test/clients/support/tools";
import type { Bench } from "./part";

/** The release on PyPI that is compared with. */
const version = "3.3.30";

/** Checkov in an environment of its own below the user's cache, installed when it is first needed; or why it can't be. */
export function findCheckov(say: Bench["say"]): { readonly path: string } | { readonly reason: string } {
  say("looks for Checkov, and installs it where it isn't");
  const tool = installed(fromPyPi("checkov", version, 600));
  return tool.usable ? { path: tool.path } : { reason: tool.reason };
}
