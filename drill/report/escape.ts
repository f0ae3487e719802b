const marks: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as markup shows it. */
export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
