import { linodeApi } from "../../infra/provider/linodeApi";
import { TemporaryKeys } from "../../infra/provider/temporaryKeys";
import type { StackView } from "../show/view";
import { type HostReport, readReports } from "./reports";
import { type HostState, hostStates } from "./states";

export { withHosts } from "./inView";
export { renderHosts } from "./renderHosts";
export { type HostState, stateMeanings } from "./states";

/** What is known of a stack's hosts; `problem` says why some could not be asked for. */
export interface Hosts {
  readonly hosts: readonly HostState[];
  readonly problem: string | null;
}

/** How the program calls a site's bucket for what passes between it and its hosts. */
const isExchange = (name: string): boolean => name.endsWith("-exchange");

/**
 * Reads what the hosts of a stack say of themselves, from its exchange buckets, with a key for object storage that lives as long as that
 * takes. Without such buckets there is nothing to read, and no key is made.
 *
 * @param environment of the API and S3: `LINODE_URL`, `LINODE_TOKEN`, `AWS_CA_BUNDLE`
 */
export async function readHosts(
  view: StackView,
  environment: NodeJS.ProcessEnv,
  now = new Date(),
): Promise<Hosts> {
  const sites = view.enclaves.flatMap(({ regions }) =>
    regions.map(({ region, buckets, nodes }) => ({
      region,
      bucket: buckets.find(({ name }) => isExchange(name))?.name,
      nodes: nodes.map(({ name }) => name),
    })),
  );
  const reporting = sites.flatMap(({ region, bucket, nodes }) =>
    bucket === undefined ? [] : [{ region, bucket, nodes }],
  );
  if (reporting.length === 0) return { hosts: [], problem: null };
  const keys = new TemporaryKeys(linodeApi(environment));
  const results = await Promise.allSettled(
    reporting.map(({ region, bucket }) =>
      keys.use(region, (key) => readReports({ ...key, name: bucket }, environment)),
    ),
  );
  const reports = results.flatMap((result): readonly HostReport[] =>
    result.status === "fulfilled" ? result.value : [],
  );
  const failure = results.find((result) => result.status === "rejected");
  return {
    hosts: hostStates(
      reporting.flatMap(({ nodes }) => nodes),
      reports,
      now,
    ),
    problem:
      failure === undefined
        ? null
        : `What some hosts say can't be read: ${failure.reason instanceof Error ? failure.reason.message : String(failure.reason)}`,
  };
}
