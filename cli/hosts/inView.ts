import type { HostWord, StackView } from "../show/view";
import type { HostState } from "./states";

const tones: Readonly<Record<HostState["state"], HostWord["tone"]>> = {
  ...{ converged: "good", working: "quiet", unheard: "quiet" },
  ...{ failed: "bad", refused: "bad", silent: "bad", behind: "bad" },
};

const wordOf = ({ state, step, reached }: HostState): HostWord => ({
  text: [
    state,
    ...(state === "converged" || state === "unheard" || (step ?? reached) === null
      ? []
      : [step === null ? `past ${reached}` : `at ${step}`]),
  ].join(" "),
  tone: tones[state],
});

/** The stack with what each host says of itself beside its server, for the picture and its page. */
export function withHosts(view: StackView, hosts: readonly HostState[]): StackView {
  const words = new Map(hosts.map((host) => [host.name, wordOf(host)]));
  return {
    ...view,
    enclaves: view.enclaves.map((enclave) => ({
      ...enclave,
      regions: enclave.regions.map((region) => ({
        ...region,
        nodes: region.nodes.map((node) => {
          const host = words.get(node.name);
          return host === undefined ? node : { ...node, host };
        }),
      })),
    })),
  };
}
