import { type Properties, type ResourceType, resourceTypes } from "../../../infra/provider/resources";

/** A type of the project's own provider. @param types without, such as ask no one */
export function typeOf(
  name: string,
  types: Readonly<Record<string, ResourceType>> = resourceTypes({}),
): ResourceType {
  const type = types[`bastide:index:${name}`];
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
}

export const tags = ["data-class:account", "managed-by:bastide", "role:gateway"];
export const authorityInputs = { name: "Bastide account.data.example.org", tags };

/** Makes one that asks nobody; gives its outputs. */
export const make = async (type: string, inputs: Properties): Promise<Properties> =>
  (await typeOf(type).create(inputs)).outputs;

/** Makes a class's authority and a gateway's identity by it. */
export async function makeIdentity(): Promise<{
  authority: Properties;
  inputs: Properties;
  identity: Properties;
}> {
  const authority = await make("ClassAuthority", authorityInputs);
  const inputs = {
    tags,
    names: ["account-fr-par-gateway", "account-fr-par-gateway.account.data.example.org"],
    addresses: ["10.65.129.16", "10.65.1.16"],
    authority: authority.certificate,
    authorityKey: authority.key,
  };
  return { authority, inputs, identity: await make("HostIdentity", inputs) };
}
