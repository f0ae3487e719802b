/** How a person's Ctrl-C, or a shutdown, ends a drill: it stops where it is, and tidies up. A second one ends the program at once. */
export function endBySignal(onNote: (text: string) => void): {
  readonly signal: AbortSignal;
  /** Signals do again what they did before. */
  forget(): void;
} {
  const controller = new AbortController();
  const names = ["SIGINT", "SIGTERM"] as const;
  const end = (name: NodeJS.Signals): void => {
    forget();
    onNote(`${name}: the drill ends here, and takes away what it has left. Once more ends it at once.`);
    controller.abort(new Error(`it was ended by ${name}.`));
  };
  const forget = (): void => {
    for (const name of names) process.off(name, end);
  };
  for (const name of names) process.on(name, end);
  return { signal: controller.signal, forget };
}
