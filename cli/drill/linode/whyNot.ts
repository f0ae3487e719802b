/** Why a host could not be logged in to, by what OpenSSH's client said, with what to do about it. */
export function whyNot(host: string, login: string, stderr: string): string {
  const said = stderr.trim().split("\n").at(-1)?.trim() ?? "";
  if (/host key is known|Host key verification failed|IDENTIFICATION HAS CHANGED/i.test(stderr))
    return `${host} is not known by its key, or by another one: docs/guide/logging-in.md says how that is compared; then log in once.`;
  if (/Permission denied|Too many authentication failures/i.test(stderr))
    return `${host} does not let ${login} in: --login says another name; the key has to be one of ${login}'s in bastide:administrators.`;
  return `${host} could not be logged in to${said === "" ? " in time" : `: ${said}`}`;
}
