import { mostCharacters, seedField, stackScriptDataFor } from "../../../infra/hosts/seed";
import { oneOfEach } from "../../infra/hosts/describedHosts";
import { prodConfig } from "../../support/infraConfigs";
import type { BootedHost } from "./booted";

/** What a run has measured, as a table: a line a host, then how much of what Linode takes each role's user data is. */
export function figures(hosts: readonly BootedHost[]): string {
  const rows = [
    ["host", "running after", "itself after", "memory"],
    ...hosts.map(({ host, readiness, seconds }) => [
      host.name,
      `${readiness.seconds.systemd.toFixed(1)} s`,
      `${seconds.toFixed(1)} s`,
      `${Math.round(host.memory() / 2 ** 20)} MiB`,
    ]),
    [],
    ["role", "user data", "of", ""],
    ...oneOfEach(prodConfig()).map(([role, host]) => [
      role,
      `${(stackScriptDataFor(host)[seedField] ?? "").length}`,
      `${mostCharacters}`,
      "characters",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
