import { describe, expect, it } from "vitest";
import { start } from "./support";

describe("what is undone", () => {
  it("is where it was, also among others of its kind", async () => {
    const { ok, cloud } = await start();
    for (const label of ["one", "two", "three"]) await ok("POST", "/volumes", { label, region: "fr-par" });
    const { store } = cloud.world;
    const before = JSON.stringify(store.snapshot());
    const [first, second] = [...store.all("volume")];
    expect(() =>
      store.transaction(() => {
        store.remove("volume", second?.id ?? 0);
        store.remove("volume", first?.id ?? 0);
        throw new Error("not after all");
      }),
    ).toThrow("not after all");
    expect(JSON.stringify(store.snapshot())).toBe(before);
    const left = store.transaction(() =>
      store.rehearse(() => {
        store.remove("volume", first?.id ?? 0);
        return store.count("volume");
      }),
    );
    expect([left, JSON.stringify(store.snapshot())]).toEqual([2, before]);
  });
});
