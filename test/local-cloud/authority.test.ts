import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { keptAuthority, makeAuthority } from "../../local-cloud/core/authority";
import { temporaryFolder } from "../support/temporaryFolder";

describe("an authority that is kept", () => {
  it("is the same for a later process, and vouches for what that issues", async () => {
    const file = join(temporaryFolder(), "authority.json");
    const first = await keptAuthority(file, "Kept", 30);
    const text = readFileSync(file, "utf8");
    const second = await keptAuthority(file, "Another", 60);
    expect(second.pem).toBe(first.pem);
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const issuer = new X509Certificate(second.pem);
    for (const authority of [first, second]) {
      const own = new X509Certificate((await authority.issue(["a.example", "192.0.2.1"])).cert);
      expect([own.checkIssued(issuer), own.verify(issuer.publicKey)]).toEqual([true, true]);
      expect([own.checkHost("a.example"), own.checkIP("192.0.2.1")]).toEqual(["a.example", "192.0.2.1"]);
    }
    const other = new X509Certificate((await (await makeAuthority("Kept", 30)).issue(["a.example"])).cert);
    expect(other.verify(issuer.publicKey)).toBe(false);
  });
});
