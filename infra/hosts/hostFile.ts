/** A file of a host, as it will be there. */
export interface HostFile {
  /** Its path on the host. */
  readonly path: string;
  /** In octal, with a zero in front. */
  readonly mode: string;
  /** `USER:GROUP`. */
  readonly owner: string;
  readonly content: string;
  /** Whose it is: `baseline`, a role, or what of the description it comes from. Errors about size name it. */
  readonly part: string;
}

/** Makes a file that belongs to root, readable by all unless said otherwise. */
export const hostFile = (part: string, path: string, content: string, mode = "0644"): HostFile => ({
  path,
  mode,
  owner: "root:root",
  content,
  part,
});
