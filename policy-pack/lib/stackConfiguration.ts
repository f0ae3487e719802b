import { Misfit } from "./misfit";

/** What was read of one `PULUMI_CONFIG`: many policies ask for the same sections. */
let known: { readonly text: string; readonly sections: Map<string, unknown> } | undefined;

/**
 * One section of the stack's own reviewed configuration. The engine hands it to the pack as JSON in
 * `PULUMI_CONFIG`, and each section is JSON again.
 *
 * @returns `undefined` without a stack, as in a unit test, or without the section.
 * @throws Misfit when it can't be read.
 */
export function stackSection(section: string): unknown {
  const text = process.env.PULUMI_CONFIG ?? "{}";
  if (known?.text !== text) {
    known = { text, sections: new Map() };
  }
  if (!known.sections.has(section)) {
    known.sections.set(section, read(text, section));
  }
  return known.sections.get(section);
}

function read(config: string, section: string): unknown {
  const all = parse(config, section);
  const text = typeof all === "object" && all !== null ? Reflect.get(all, `bastide:${section}`) : undefined;
  return typeof text === "string" ? parse(text, section) : undefined;
}

function parse(text: string, section: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Misfit(
      `can't be judged because the stack's configuration \`bastide:${section}\` can't be read`,
      `Write \`bastide:${section}\` as docs/configuration.md shows.`,
    );
  }
}
