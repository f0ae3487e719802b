import { describe, expect, it } from "vitest";

import { staticFiles } from "../../infra/hosts/staticFiles";
import type { HostFile } from "../../local-cloud/hosts";
import { layDisk, noDebian } from "./support/debian";
import { hostFiles } from "./support/hostFiles";

const note = noDebian === "" ? "" : ` (skipped: ${noDebian})`;
const program = (content: string): HostFile => ({ content: `#!/bin/sh\n${content}\n`, mode: 0o755 });
const step = "/usr/lib/bastide/converge.d/70-audit";

/** The step on a machine that is a container or none, whose audit subsystem answers or doesn't. */
async function said(container: boolean, answers: boolean) {
  const files = hostFiles(
    staticFiles("baseline").filter(({ path }) => path === step || path.endsWith("/steps.sh")),
  );
  const disk = await layDisk({
    ...files,
    "/etc/bastide/host.env": { content: "ROLE='gateway'\n" },
    "/usr/bin/systemd-detect-virt": program(`exit ${container ? 0 : 1}`),
    "/usr/bin/systemctl": program("echo asked: $* >> /root/asked; exit 0"),
    "/usr/sbin/auditctl": program(
      answers ? "[ $1 != -l ] || echo '-k became-root'" : "echo 'not permitted' >&2; exit 4",
    ),
  });
  return disk.run(`${step}; code=$?; cat /root/asked 2> /dev/null || true; exit $code`);
}

describe.skipIf(noDebian !== "")(`the step of auditing${note}`, () => {
  it("does nothing in a container", async () => {
    expect(await said(true, false)).toEqual({ code: 0, text: "" });
  });

  it("fails on a server whose audit subsystem does not answer", async () => {
    const { code, text } = await said(false, false);
    expect([code, text]).toEqual([4, expect.stringContaining("not permitted")]);
  });

  it("sees to it that auditd runs on a server", async () => {
    const { code, text } = await said(false, true);
    expect([code, text]).toEqual([0, expect.stringContaining("start auditd.service")]);
  });
});
