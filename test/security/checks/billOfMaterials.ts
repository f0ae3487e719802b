import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Check, Finding } from "../check";
import { readLockFile } from "../lockFile";
import { npm } from "../npm";

const component = z.looseObject({
  "bom-ref": z.string(),
  name: z.string(),
  version: z.string(),
  purl: z.string(),
});
const schema = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string(),
  components: z.array(component),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
type Bill = z.infer<typeof schema>;

/**
 * Writes the software bill of materials of what is shipped (CycloneDX JSON, from the lock file), and checks that nothing
 * of the lock file is missing from it and that every locked package carries its checksum.
 *
 * npm lists everything and we leave out what only development needs: with `--omit=dev`, npm 11 also drops packages that
 * both sides need.
 */
export const billOfMaterials: Check = {
  name: "bill-of-materials",
  purpose: "a complete list of what is shipped",
  async run({ root, reports }) {
    const args = ["--package-lock-only", "--sbom-format=cyclonedx", "--sbom-type=application"];
    const { status, stdout, stderr } = await npm(root, 120, "sbom", ...args);
    const bill = status === 0 ? schema.safeParse(JSON.parse(stdout)) : undefined;
    if (!bill?.success) {
      const said = /npm error .*/.exec(stderr.replace(/npm error code .*\n/, ""))?.[0] ?? "no bill";
      const message = `npm could not write the bill of materials: ${said}`;
      return {
        findings: [finding("unreadable", "package-lock.json", message, "Run `npm install`.")],
        examined: "nothing",
      };
    }
    const locked = readLockFile(root);
    const shipped = locked.filter(({ dev }) => !dev);
    const purls = new Set(shipped.map(({ name, version }) => purlOf(name, version)));
    const development = locked
      .map(({ name, version }) => purlOf(name, version))
      .filter((each) => !purls.has(each));
    const shippedBill = without(bill.data, new Set(development));
    writeFileSync(join(reports, "sbom.cdx.json"), `${JSON.stringify(shippedBill, null, 2)}\n`);
    const listed = new Set(shippedBill.components.map(({ purl }) => purl));
    const findings = [
      ...shipped
        .filter(({ name, version }) => !listed.has(purlOf(name, version)))
        .map(({ name, version }) =>
          finding(
            "missing",
            `${name}@${version}`,
            `${name} ${version} is in package-lock.json and missing from the bill of materials.`,
            "Run `npm install`, so that package-lock.json agrees with itself.",
          ),
        ),
      ...locked
        .filter(({ integrity }) => integrity === undefined || !integrity.startsWith("sha512-"))
        .map(({ name, version }) =>
          finding(
            "checksum",
            `${name}@${version}`,
            `${name} ${version} has no SHA-512 checksum in package-lock.json, so an install would take any content.`,
            "Remove its entry and run `npm install`.",
          ),
        ),
    ];
    return { findings, examined: `${shipped.length} of ${locked.length} locked packages are shipped` };
  },
};

/** The bill without these packages, in its list and in its graph. */
function without(bill: Bill, purls: ReadonlySet<string>): Bill {
  const components = bill.components.filter(({ purl }) => !purls.has(purl));
  const dropped = new Set(
    bill.components.filter(({ purl }) => purls.has(purl)).map((each) => each["bom-ref"]),
  );
  const dependencies = bill.dependencies
    .filter(({ ref }) => !dropped.has(ref))
    .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((ref) => !dropped.has(ref)) }));
  return { ...bill, components, dependencies };
}

/** The package's address in the bill, without any registry: `pkg:npm/%40scope/name@1.0.0`. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function finding(rule: string, where: string, message: string, fix: string): Finding {
  return { rule, where, message, fix };
}
