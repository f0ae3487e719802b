import { reveal } from "../../../engine/offline/wire";
import { openProd } from "../../redteam/prod";
import { projectRoot } from "../../support/projectFiles";

/** What production's preview hands to a server of that name, as the StackScript lays it: unpacked from base64, still compressed. */
export type UserDataOf = (name: string) => Buffer;

/** Evaluates production as its preview does. The seed's own field is unknown there, beside the ticket; the message has the same text. */
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
