import { evaluate } from "../../../engine/offline/evaluate";
import { reveal } from "../../../engine/offline/wire";
import { loadProject } from "../../../engine/project";
import { readStackConfig } from "../../../engine/stackConfig";
import { seedField } from "../../../infra/hosts/carriers";
import { projectRoot } from "../../support/projectFiles";

/** What production's preview hands to a server of that name, as Linode would hand it on: unpacked from base64, still compressed. */
export type UserDataOf = (name: string) => Buffer;

/** Evaluates production as its preview does. */
export async function prodUserData(): Promise<UserDataOf> {
  const project = loadProject(projectRoot);
  const config = readStackConfig(project, "prod");
  process.env.PULUMI_CONFIG = JSON.stringify(config.values);
  const { resources } = await evaluate({ project, stack: "prod", config });
  return (name) => {
    const server = resources.find(({ type, inputs }) => type === instance && inputs.label === name);
    const { metadatas, stackscriptData } = (server === undefined ? {} : reveal(server.inputs)) as Carriers;
    const text = metadatas?.[0]?.userData ?? stackscriptData?.[seedField];
    if (text === undefined) throw new Error(`Production's preview hands nothing to ${name}.`);
    return Buffer.from(text, "base64");
  };
}

const instance = "linode:index/instance:Instance";

interface Carriers {
  readonly metadatas?: readonly { readonly userData?: string }[];
  readonly stackscriptData?: Readonly<Record<string, string>>;
}
