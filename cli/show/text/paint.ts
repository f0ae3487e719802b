/** Colours of a terminal, by what a text means. */
export type Meaning = "strong" | "quiet" | "good" | "bad" | "attention";

const codes: Readonly<Record<Meaning, readonly [number, number]>> = {
  strong: [1, 22],
  quiet: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  attention: [33, 39],
};

/** Paints a text, or leaves it as it is where colour is not wanted. */
export type Paint = (meaning: Meaning | null, text: string) => string;

export const painter =
  (colour: boolean): Paint =>
  (meaning, text) => {
    if (!colour || meaning === null || text === "") return text;
    const [on, off] = codes[meaning];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
