import { tagPrefixes } from "../../catalogue/tags";
import type { Doors, Outcome, Server, Target } from "../../drill/doors";
import { type CloudAccess, requestCloud } from "../../engine/localCloud/access";
import { ApiReader } from "../show/read/api";

interface Instance {
  readonly label: string;
  readonly region: string;
  readonly tags: readonly string[];
}

const tagged = (tags: readonly string[], prefix: string): string | undefined =>
  tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length);

/** What a drill has of a stack on a local cloud: hosts by their console, disaster by the control paths. */
export function localDoors(access: CloudAccess): Doors {
  const control = async (path: string, body: unknown, seconds: number): Promise<unknown> => {
    const response = await requestCloud(access, path, {
      method: "POST",
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const answer = JSON.parse(await response.text()) as { errors?: readonly { reason: string }[] };
    if (!response.ok)
      throw new Error(answer.errors?.map(({ reason }) => reason).join("; ") ?? `${response.status}`);
    return answer;
  };
  const strike = async (fault: string, target: Target): Promise<void> => {
    await control("/_local/hosts/faults", { fault, target }, 120);
  };
  return {
    where: "the local cloud of this machine",
    async servers(dataClass) {
      const instances = await new ApiReader(access).list<Instance>("/linode/instances");
      return instances
        .filter(({ tags }) => tagged(tags, tagPrefixes.dataClass) === dataClass)
        .map(
          ({ label, region, tags }): Server => ({
            name: label,
            region,
            role: tagged(tags, tagPrefixes.role) ?? "",
          }),
        );
    },
    shell: (host, script, { timeoutSeconds = 60 } = {}) =>
      control(
        `/_local/shell/${encodeURIComponent(host)}`,
        { script, timeoutSeconds },
        timeoutSeconds + 5,
      ) as Promise<Outcome>,
    disaster: {
      lose: (target) => strike("kill", target),
      cut: (target) => strike("cut", target),
      restore: (target) => strike("restore", target),
    },
  };
}
