/** The parts of a path, empty ones left out: a slash too many changes nothing. */
export function pathParts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

/** A part of a path or query as it was meant; one that can't be decoded stays as it came, and then names nothing. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
