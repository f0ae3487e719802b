import { JSON_SCHEMA, load, Type, YAMLException } from "js-yaml";

/** Bytes that the recorder couldn't write as text, read as text all the same: nothing compares them. */
const binary = new Type("tag:yaml.org,2002:binary", {
  kind: "scalar",
  construct: (text: string) => Buffer.from(text, "base64").toString("utf8"),
});

const schema = JSON_SCHEMA.extend([binary]);

/**
 * Reads a recording's YAML: dates stay text, and of keys that are written twice the last counts. Throws an Error that
 * says in one line what is wrong, and where.
 */
export function readYaml(text: string): unknown {
  try {
    // Not the project's other YAML reader: it insists on indented quoted text, which the recorder didn't write.
    return load(text, { schema, json: true });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new Error(`it is not YAML: ${error.reason}, line ${error.mark.line + 1}`);
  }
}
