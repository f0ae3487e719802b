import { reveal } from "../../../engine/offline/wire";
import { seedField } from "../../../infra/hosts/seed";
import { openProd } from "../../redteam/prod";
import { projectRoot } from "../../support/projectFiles";

/** What production's preview hands to a server of that name, as the StackScript lays it: unpacked from base64, still compressed. */
export type UserDataOf = (name: string) => Buffer;

/** Evaluates production as its preview does. */
export async function prodUserData(): Promise<UserDataOf> {
  const resources = await openProd(projectRoot);
  return (name) => {
    const server = resources.find(({ type, inputs }) => type === instance && inputs.label === name);
    const { stackscriptData } = (server === undefined ? {} : reveal(server.inputs)) as Seeded;
    const text = stackscriptData?.[seedField];
    if (text === undefined) throw new Error(`Production's preview hands nothing to ${name}.`);
    return Buffer.from(text, "base64");
  };
}

const instance = "linode:index/instance:Instance";

interface Seeded {
  readonly stackscriptData?: Readonly<Record<string, string>>;
}
