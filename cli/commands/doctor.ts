import { examine } from "../../engine/doctor/examine";
import { loadProject } from "../../engine/project";
import type { Common } from "../options";
import { painter } from "../terminal";

/** `bastide doctor`: 0 when the offline path works, 2 when it does not. */
export async function doctor(options: Partial<Common>): Promise<number> {
  const report = await examine(loadProject(process.cwd()));
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return report.offlineWorks ? 0 : 2;
  }
  const paint = painter(process.stdout);
  const marks = { good: paint("green", "✓"), lacks: paint("yellow", "–"), bad: paint("red", "✗") };
  const width = Math.max(...report.findings.map(({ what }) => what.length));
  for (const { what, verdict, found, todo } of report.findings) {
    process.stdout.write(`${marks[verdict]} ${what.padEnd(width)}  ${found}\n`);
    if (todo !== "") {
      process.stdout.write(`  ${" ".repeat(width)}  ${paint("dim", todo)}\n`);
    }
  }
  process.stdout.write("\n");
  for (const { what, works } of report.ways) {
    process.stdout.write(`${works ? marks.good : marks.lacks} ${what}\n`);
  }
  return report.offlineWorks ? 0 : 2;
}
