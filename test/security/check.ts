/** One fault that a check found. */
export interface Finding {
  /** What was broken, for example `sonarjs/hashing`, an advisory's id, or `licence`. */
  rule: string;
  /** Where: a path with its line, a package with its version, or a commit with its path. */
  where: string;
  /** What is wrong, as a sentence. Never holds the secret that was found. */
  message: string;
  /** How to mend it, as a sentence. */
  fix: string;
  /** The line of source that is meant, where there is one. Exceptions name it, so that they cover nothing else. */
  text?: string;
}

/** What a check came to, before the reviewed exceptions are applied. */
export interface Result {
  findings: Finding[];
  /** What was looked at, for example `212 files`. */
  examined: string;
  /** Why the check could not run here. A skipped check has no findings. */
  skipped?: string;
}

/** What every check is given. */
export interface Context {
  /** The folder to judge: the project, or in tests a small copy with a planted fault. */
  root: string;
  /** The folder for reports, outside version control. */
  reports: string;
}

/** One of the checks that `npm run security` makes. */
export interface Check {
  /** Its name in output, exceptions and `--only`, for example `static-analysis`. */
  name: string;
  /** What it looks for, in a few words. */
  purpose: string;
  run(context: Context): Promise<Result>;
}
