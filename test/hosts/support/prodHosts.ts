import { reveal } from "../../../engine/offline/wire";
import { openProd } from "../../redteam/prod";
import { projectRoot } from "../../support/projectFiles";

/** All that production's preview tells a server of that name, unpacked from base64, still compressed. */
export type UserDataOf = (name: string) => Buffer;

/** Evaluates production as its preview does. What the server starts with is unknown there, beside the ticket; its message has all of it and more. */
export async function prodUserData(): Promise<UserDataOf> {
  const resources = await openProd(projectRoot);
  return (name) => {
    const message = resources.find(({ type, inputs }) => type === hostMessage && inputs.host === name);
    const { seed } = (message === undefined ? {} : reveal(message.inputs)) as { readonly seed?: string };
    if (seed === undefined) throw new Error(`Production's preview tells ${name} nothing.`);
    return Buffer.from(seed, "base64");
  };
}

const hostMessage = "bastide:index:HostMessage";
