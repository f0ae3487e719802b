import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { unwrap } from "../../infra/config/describe";
import { sections } from "../../infra/config/sections";

type Schema = z.core.$ZodType;

const heading = `# Configuration

Everything in \`Pulumi.STACK.yaml\` below \`config\`. Written from \`infra/config\` by \`npm run docs\`; do not edit by hand.

Put dates and moments in quotation marks. A setting that may be left out shows its default.
`;

const children = (schema: Schema): [string, Schema][] => {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return Object.entries(inner.shape);
  if (inner instanceof z.ZodRecord) {
    const key = z.globalRegistry.get(inner.def.keyType)?.description ?? "NAME";
    return [[key, inner.def.valueType]];
  }
  if (inner instanceof z.ZodArray && !(unwrap(inner.def.element) instanceof z.ZodString)) {
    return [["[…]", inner.def.element]];
  }
  return [];
};

const defaultOf = (schema: Schema): string => {
  if (schema instanceof z.ZodOptional) return "none";
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)) return "**required**";
  const text = JSON.stringify(schema.def.defaultValue);
  return schema instanceof z.ZodPrefault && text === "{}" ? "as below" : `\`${text}\``;
};

const cell = (text: string): string => text.replaceAll("|", "\\|");

function rows(path: string, schema: Schema): string[] {
  return children(schema).flatMap(([name, child]) => {
    const key = name === "[…]" ? `${path}[…]` : path === "" ? name : `${path}.${name}`;
    const meta = z.globalRegistry.get(child);
    const own =
      meta?.description === undefined
        ? []
        : [
            `| \`${key}\` | ${cell(meta.description)} | ${cell(defaultOf(child))} | ${cell(meta.fix ?? "")} |`,
          ];
    return [...own, ...rows(key, child)];
  });
}

/** The reference of the stack's configuration, as Markdown. */
export function configurationReference(): string {
  const parts = Object.entries(sections).map(([name, schema]) => {
    const meta = z.globalRegistry.get(schema);
    const table = rows("", schema);
    return [
      `## \`bastide:${name}\``,
      "",
      `${meta?.description ?? ""} Default: ${defaultOf(schema)}.`,
      "",
      ...(table.length === 0
        ? []
        : ["| setting | what it is | default | how |", "|---|---|---|---|", ...table, ""]),
    ].join("\n");
  });
  return `${[heading, ...parts].join("\n").trimEnd()}\n`;
}

if (require.main === module) {
  writeFileSync(join(__dirname, "..", "configuration.md"), configurationReference());
}
