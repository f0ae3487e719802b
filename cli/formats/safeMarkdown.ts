/**
 * What a pull request says of itself becomes part of a comment that the project's own bot writes. So no text of it may become
 * markup, a link, a mention of people or a reference that notifies another thread, wherever in GitHub's Markdown it stands.
 */

/** Nothing that a person could tell from its absence, but it ends what GitHub would take for a name or an address. */
const break_ = "\u200B";
/** Characters that show nothing, or turn the order of those around them, hide what a reviewer must see. */
const deceptive = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text as it is, in a paragraph or a cell, at its start too. Line breaks become `<br>`. */
export function text(value: string): string {
  return started(inLine(value));
}

/** Text in which a person has set words between backticks, as policies' messages do: those become code. */
export function prose(value: string): string {
  const parts = value.split(/`([^`\n]+)`/);
  return started(parts.map((part, index) => (index % 2 === 1 ? code(part) : inLine(part))).join(""));
}

/** Text as code, in one line. */
export function code(value: string): string {
  return `<code>${broken(entities(value.replace(/\s+/g, " ").replace(deceptive, "\uFFFD")))}</code>`;
}

function inLine(value: string): string {
  return value
    .split(/\r\n|\r|\n/)
    .map((line) => broken(entities(line.replaceAll("\t", " ").replace(deceptive, "\uFFFD"))))
    .join("<br>");
}

/** What would make a list, a heading or a block of code of a line that begins with it. */
function started(line: string): string {
  return line.replace(/^\s+/, "").replace(/^(?:[-+=]|\d+(?=[.)]))/, entity);
}

/** All punctuation as entities: inside one, nothing opens or closes markup, a cell or a tag. */
function entities(value: string): string {
  return value.replace(/[!-/:-@[-`{-~]/g, (sign) => (plain.has(sign) ? sign : entity(sign)));
}

function entity(signs: string): string {
  return [...signs].map((sign) => `&#${sign.charCodeAt(0)};`).join("");
}

/** These mean nothing inside a line, and keep what is written readable for who reads the source. */
const plain = new Set([..."\"'()+,-./:;=?$%"]);

/** Addresses and names are looked for after entities have been read, so they are broken as well. */
function broken(value: string): string {
  return value
    .replace(/&#(?:64|35);/g, (sign) => `${sign}${break_}`)
    .replace(/:(?=\/)|\b(?:www|GH|mailto|xmpp)(?=[.:-])/gi, (word) => `${word}${break_}`);
}
