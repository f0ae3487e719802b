/** Every value of the stack's configuration, secret ones included; none where the engine hands over no configuration. */
export function configurationValues(): ReadonlySet<string> {
  try {
    const all: unknown = JSON.parse(process.env.PULUMI_CONFIG ?? "{}");
    return new Set(Object.values(Object(all)).filter((value) => typeof value === "string"));
  } catch {
    return new Set();
  }
}
