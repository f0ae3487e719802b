/** A NodeBalancer's node with address and port in one field, as clients take it that know no other way. */
export function joined({
  port,
  ...node
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...node, address: `${node.address}:${port}` };
}
