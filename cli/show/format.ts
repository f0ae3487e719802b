/** How figures and texts are written, for people. */

/** `$1,234.50`. */
export const money = (dollars: number): string =>
  `$${dollars.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",")}`;

/** A sum of money whose missing parts are not passed over: `at least $12.00`. */
export const sumOfMoney = ({
  monthly,
  unpriced,
}: {
  readonly monthly: number;
  readonly unpriced: number;
}): string => (unpriced === 0 ? money(monthly) : monthly === 0 ? "no price" : `at least ${money(monthly)}`);

/** `0 GB`, `under 0.1 GB`, `7.3 GB`, `250 GB`: in 10⁹ bytes, as Linode bills. */
export function gigabytes(bytes: number): string {
  const size = bytes / 1e9;
  if (bytes === 0) return "0 GB";
  if (size < 0.1) return "under 0.1 GB";
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} GB`;
}

/** Text for SVG and HTML, in content and in attributes. Characters that XML can't hold become U+FFFD. */
export function escapeMarkup(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text
    .replace(/\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, (character) => (/[\t\n]/.test(character) ? " " : "\uFFFD"))
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Text for a terminal: a name must not carry commands to it. */
export const escapeTerminal = (text: string): string => text.replace(/\p{Cc}|\p{Cf}/gu, "\uFFFD");
