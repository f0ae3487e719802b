import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";

import type { Machine } from "../../../local-cloud/hosts";
import { projectRoot } from "../../support/projectFiles";
import type { BootedHosts } from "../support/booted";
import { sh, works } from "../support/converged";
import { debianPackage, noPackage } from "../support/debianPackage";

const minutes = 60_000;
const evidence = join(projectRoot, "evidence", "hosts");
/** On a host, outside of what is watched for changes. */
const folder = "/var/tmp/scap";
const profiles = ["anssi_bp28_enhanced", "cis_level2_server"] as const;

/** Rules that aren't met, for one reason. */
interface Exceptions {
  readonly why: string;
  readonly controls: readonly string[];
  /** Default: all. */
  readonly roles?: readonly string[];
  /** Names, each with a command that shows on the host that what the rule asks for is so; without one where it isn't. */
  readonly rules: Readonly<Record<string, string | null>>;
}

const exceptions = parse(readFileSync(join(__dirname, "../openscap.yaml"), "utf8")) as readonly Exceptions[];

/** The first that knows Debian 13 is in Debian's next release; the one of Debian 13 takes it for nothing at all. */
const content = {
  package: "ssg-debian",
  suite: "sid",
  file: "usr/share/xml/scap/ssg/content/ssg-debian13-ds.xml",
};

/** For the audit, the host has a kernel's package, so that nothing is left out as if it were a container's image. */
const kernelPackage = `Package: linux-base
Status: install ok installed
Priority: optional
Section: kernel
Maintainer: nobody <nobody@example.com>
Architecture: all
Version: 4.12
Description: stands in for the kernel's packages during an audit

`;

/** What OpenSCAP finds: by rule, its result. */
async function audit(host: Machine, profile: string): Promise<ReadonlyMap<string, string>> {
  const script = `oscap xccdf eval --profile xccdf_org.ssgproject.content_profile_${profile} --results ${folder}/${profile}.xml ${folder}/rules.xml &> ${folder}/said || [ $? = 2 ]`;
  await sh(host, script);
  const report = await host.readFile(`${folder}/${profile}.xml`);
  writeFileSync(join(evidence, `openscap-${host.name}-${profile}.xml`), report);
  const found = report.matchAll(
    /<rule-result idref="xccdf_org\.ssgproject\.content_rule_([^"]+)"[^>]*>\s*<result>(\w+)</g,
  );
  return new Map([...found].map(([, rule = "", result = ""]) => [rule, result]));
}

/** The rules of all profiles that the host fails. It is left as it was. */
async function failedRules(host: Machine, rules: Buffer): Promise<ReadonlySet<string>> {
  const failed = new Set<string>();
  await host.writeFile(`${folder}/rules.xml`, rules);
  await sh(host, `cp -p /var/lib/dpkg/status ${folder}/status`);
  try {
    await host.exec(["sh", "-c", "cat >> /var/lib/dpkg/status"], { stdin: kernelPackage });
    for (const profile of profiles) {
      const results = await audit(host, profile);
      const count = (one: string) => [...results.values()].filter((result) => result === one).length;
      console.log(`${profile} on ${host.name}: ${count("pass")} rules pass, ${count("fail")} fail`);
      expect(count("pass")).toBeGreaterThan(150);
      for (const [rule, result] of results)
        if (["fail", "error", "unknown"].includes(result)) failed.add(rule);
    }
  } finally {
    await sh(host, `mv ${folder}/status /var/lib/dpkg/status; rm -r ${folder}`);
  }
  return failed;
}

/** What an independent audit finds against two published profiles. */
export function openscap({ hosts }: BootedHosts): void {
  const missing = noPackage(content.package, content.suite);
  const note = missing === "" ? "" : ` (skipped: ${missing})`;
  it.skipIf(missing !== "")(
    `OpenSCAP finds nothing but what is listed with its reason${note}`,
    async () => {
      mkdirSync(evidence, { recursive: true });
      const rules = readFileSync(join(await debianPackage(content.package, content.suite), content.file));
      const audited = hosts().map(async ({ host, name, role }) => {
        const failed = await failedRules(host, rules);
        const listed = exceptions
          .filter(({ roles }) => roles === undefined || roles.includes(role))
          .flatMap(({ rules: all }) => Object.entries(all));
        const untrue: string[] = [];
        for (const [rule, command] of listed)
          if (command !== null && !(await works(host, command))) untrue.push(rule);
        const names = listed.map(([rule]) => rule);
        return {
          host: name,
          failed: [...failed].filter((rule) => !names.includes(rule)).sort(),
          listedAndMet: names.filter((rule) => !failed.has(rule)).sort(),
          listedAndNotSo: untrue,
        };
      });
      const found = await Promise.all(audited);
      expect(found).toEqual(
        hosts().map(({ name }) => ({ host: name, failed: [], listedAndMet: [], listedAndNotSo: [] })),
      );
    },
    20 * minutes,
  );
}
