import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadProject } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";
import { loadConfig, type StackConfig } from "../../infra/config";
import { describeHost, type HostDescription } from "../../infra/hosts/description";
import { files } from "../../infra/hosts/files";
import type { HostFile } from "../../infra/hosts/hostFile";
import { purposeOf } from "../../infra/hosts/purpose";
import { hostNeeds } from "../../infra/hosts/rendered/hostEnv";
import { unneededPackages, unwantedUnits } from "../../infra/hosts/roles";
import { planTopology } from "../../infra/topology";
import { nodesOfSite } from "../../infra/topology/overlay";

const heading = `# What is on a host

Every host is Debian 13 with the files below, which it gets at its first boot, and the packages that they need. Written from
\`infra/hosts\` by \`npm run docs\`; do not edit by hand. How a host becomes itself: \`docs/adr/20261125-how-a-host-becomes-itself.md\`.

\`/run/bastide/converge.json\` on a host says what it has reached. \`npm run test:hosts\` boots hosts from production's own user data on a
Linux machine, as root, and judges them from outside.
`;

const production = (): StackConfig => {
  const root = join(__dirname, "../..");
  const { values } = readStackConfig(loadProject(root), "prod");
  // The page shows no date: the day only has to be one on which the example was valid.
  return loadConfig(values, new Date("2026-11-24T12:00:00Z"));
};

/** Every host of production, by its role: a role's hosts differ by class, as receivers of logs do. */
function roles(): ReadonlyMap<string, readonly HostDescription[]> {
  const config = production();
  const found = new Map<string, HostDescription[]>();
  for (const enclave of planTopology(config).plan.enclaves)
    for (const site of enclave.sites)
      for (const node of nodesOfSite(site)) {
        const host = describeHost(enclave, site, node, config);
        found.set(node.role, [...(found.get(node.role) ?? []), host]);
      }
  return found;
}

/** The page about hosts, as Markdown. */
export function hostsPage(): string {
  const hosts = [...roles()];
  const rows = new Map<string, { file: HostFile; on: string[] }>();
  for (const [role, all] of hosts)
    for (const file of all.flatMap(files)) {
      const path = file.path.replace(/^\/etc\/ssh\/people\/.*/, "/etc/ssh/people/NAME");
      const row = rows.get(path) ?? { file, on: [] };
      if (!row.on.includes(role)) row.on.push(role);
      rows.set(path, row);
    }
  const table = [...rows]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, { file, on }]) => {
      const { controls, text } = purposeOf(file);
      const where = on.length === hosts.length ? "all" : on.join(", ");
      return `| \`${path}\` | ${where} | ${controls.join(", ")} | ${text.replaceAll("|", "\\|")} |`;
    });
  const packages = hosts.map(
    ([role, all]) => `- ${role}: ${[...new Set(all.flatMap((host) => hostNeeds(host).packages))].join(", ")}`,
  );
  return [
    heading,
    "## Files",
    "",
    "| file | on | controls | what for |",
    "|---|---|---|---|",
    ...table,
    "",
    "## Packages",
    "",
    ...packages,
    `- never (CM-7): ${unneededPackages.join(", ")}`,
    "",
    "## Units that can't be started (CM-7)",
    "",
    `${unwantedUnits.join(", ")}.`,
    "",
  ].join("\n");
}

if (require.main === module) writeFileSync(join(__dirname, "../hosts.md"), hostsPage());
