/** The texts that pass between the program and its hosts (`docs/adr/20261125-how-a-host-becomes-itself.md`). */
export * from "./keys";
export * from "./message";
export { sign } from "./seal";
export * from "./ticket";
