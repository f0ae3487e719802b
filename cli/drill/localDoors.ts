import type { Doors, Outcome, Server, Target } from "../../drill/doors";
import type { CloudAccess } from "../../engine/localCloud/access";

interface Instance {
  readonly id: number;
  readonly label: string;
  readonly region: string;
  readonly tags: readonly string[];
}

const tagged = (tags: readonly string[], name: string): string | undefined =>
  tags.find((tag) => tag.startsWith(`${name}:`))?.slice(name.length + 1);

/** What a drill has of a stack on a local cloud: hosts by their console, disaster by the control paths. */
export function localDoors({ url, token }: CloudAccess): Doors {
  const call = async (method: string, path: string, body?: unknown, seconds = 30): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const answer = JSON.parse(await response.text()) as { errors?: readonly { reason: string }[] };
    if (!response.ok)
      throw new Error(answer.errors?.map(({ reason }) => reason).join("; ") ?? `${response.status}`);
    return answer;
  };
  const strike = async (fault: string, target: Target): Promise<void> => {
    await call("POST", "/_local/hosts/faults", { fault, target }, 120);
  };
  return {
    where: "the local cloud of this machine",
    async servers(dataClass) {
      const { data } = (await call("GET", "/v4/linode/instances?page_size=500")) as {
        data: readonly Instance[];
      };
      return data
        .filter(({ tags }) => tagged(tags, "data-class") === dataClass)
        .map(
          ({ id, label, region, tags }): Server => ({
            id,
            name: label,
            region,
            role: tagged(tags, "role") ?? "",
          }),
        );
    },
    shell: (host, script, { timeoutSeconds = 60 } = {}) =>
      call(
        "POST",
        `/_local/shell/${encodeURIComponent(host)}`,
        { script, timeoutSeconds },
        timeoutSeconds + 5,
      ) as Promise<Outcome>,
    api: (method, path, body) => call(method, `/v4${path}`, body),
    disaster: {
      lose: (target) => strike("kill", target),
      cut: (target) => strike("cut", target),
      restore: (target) => strike("restore", target),
    },
  };
}
