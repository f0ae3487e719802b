import type { HostFile as Rendered } from "../../../infra/hosts/hostFile";
import type { HostFile } from "../../../local-cloud/hosts";

/** Files as `infra/hosts` renders them, as a machine or a disk is given them. */
export const hostFiles = (
  files: readonly Pick<Rendered, "path" | "mode" | "content">[],
): Record<string, HostFile> =>
  Object.fromEntries(
    files.map(({ path, mode, content }) => [path, { content, mode: Number.parseInt(mode, 8) }]),
  );
