import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random, randomText } from "../../engine/offline/create/random";
import { Vault } from "../../engine/offline/create/vault";

describe("random text", () => {
  it("has its length, its least numbers of each kind, and no kind that is switched off", () => {
    const least = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: 16, max: 64 }),
        least,
        least,
        least,
        fc.boolean(),
        (length, a, b, c, special) => {
          const text = randomText({ length, minLower: a, minUpper: b, minNumeric: c, special });
          expect(text).toHaveLength(length);
          expect(text.match(/[a-z]/g)?.length ?? 0).toBeGreaterThanOrEqual(a);
          expect(text.match(/[A-Z]/g)?.length ?? 0).toBeGreaterThanOrEqual(b);
          expect(text.match(/[0-9]/g)?.length ?? 0).toBeGreaterThanOrEqual(c);
          if (!special) {
            expect(text).toMatch(/^[A-Za-z0-9]*$/);
          }
        },
      ),
    );
  });

  it("uses the special characters that it is given", () => {
    expect(randomText({ length: 20, lower: false, upper: false, numeric: false, overrideSpecial: "_" })).toBe(
      "_".repeat(20),
    );
  });

  it("refuses what can't be", () => {
    expect(() => randomText({ length: 2, minLower: 3 })).toThrow();
  });

  it("differs each time", () => {
    const make = random["random:index/randomBytes:RandomBytes"];
    expect(make?.({ length: 32 }).outputs.hex).not.toBe(make?.({ length: 32 }).outputs.hex);
  });
});

describe("the vault", () => {
  it("gives back what it sealed, only with the same key, and only unaltered", () => {
    const folder = mkdtempSync(join(tmpdir(), "bastide-vault-"));
    const vault = Vault.open(join(folder, "a"));
    const sealed = vault.seal({ secret: "hunter2" });
    expect(Vault.open(join(folder, "a")).unseal(sealed)).toEqual({ secret: "hunter2" });
    expect(sealed).not.toBe(vault.seal({ secret: "hunter2" }));
    expect(() => Vault.open(join(folder, "b")).unseal(sealed)).toThrow();
    const altered = Buffer.from(sealed, "base64");
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    expect(() => vault.unseal(altered.toString("base64"))).toThrow();
    expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, "a"), "short");
    expect(() => Vault.open(join(folder, "a"))).toThrow(/damaged/);
    rmSync(folder, { recursive: true });
  });
});
