import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

import { canSign, sign } from "../../../cli/drill/sign";
import { writeEvidence } from "../../../drill/report/write";
import { temporaryFolder } from "../../support/temporaryFolder";
import { evidenceOf } from "../support/evidence";

const hasOpenSsh = spawnSync("ssh-keygen", ["-?"]).error === undefined;
const note = hasOpenSsh ? "" : " (skipped: there is no ssh-keygen here)";

describe(`signed evidence${note}`, { skip: !hasOpenSsh }, () => {
  /** A key of amara's, and evidence. */
  function lay() {
    const folder = temporaryFolder();
    const key = join(folder, "key");
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const signers = join(folder, "signers");
    writeFileSync(signers, `amara ${readFileSync(`${key}.pub`, "utf8")}`);
    const { json, digests } = writeEvidence(folder, evidenceOf());
    const words = [
      "-Y",
      "verify",
      "-f",
      signers,
      "-I",
      "amara",
      "-n",
      "bastide-evidence",
      "-s",
      `${digests}.sig`,
    ];
    const verified = () => spawnSync("ssh-keygen", words, { input: readFileSync(digests) }).status === 0;
    const whole = () => spawnSync("sha256sum", ["--check", digests], { cwd: dirname(digests) }).status === 0;
    return { folder, key, json, digests, verified, whole };
  }

  it("is verified as the guide says, again after it was signed anew, and not once it was changed", () => {
    const { key, json, digests, verified, whole } = lay();
    expect(sign(digests, key)).toBe(`${digests}.sig`);
    expect(sign(digests, key)).toBe(`${digests}.sig`);
    expect([verified(), whole()]).toEqual([true, true]);
    appendFileSync(json, " ");
    expect([verified(), whole()]).toEqual([true, false]);
    appendFileSync(digests, " ");
    expect(verified()).toBe(false);
  });

  it("says that it is not signed, and leaves no signature, where the key is none", () => {
    const { folder, key, digests } = lay();
    const none = join(folder, "none");
    writeFileSync(none, "no key");
    expect(() => sign(digests, none)).toThrow(/is not signed/);
    expect(existsSync(`${digests}.sig`)).toBe(false);
    expect(() => canSign(join(folder, "nowhere"))).toThrow(/can't be read/);
    canSign(key);
  });
});
