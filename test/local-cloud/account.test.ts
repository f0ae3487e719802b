import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { linode, start } from "./support";

describe("users", () => {
  it("are made, renamed and deleted; the one who asks stays", async () => {
    const { ok, call, cloud } = await start();
    const made = await ok("POST", "/account/users", { username: "ann", email: "ann@example.com" });
    expect(made).toMatchObject({ username: "ann", restricted: true, tfa_enabled: false });
    expect((await call("POST", "/account/users", { username: "ann", email: "b@example.com" })).status).toBe(
      400,
    );
    await ok("PUT", "/account/users/ann", { username: "anna", restricted: false });
    expect((await call("GET", "/account/users/ann")).status).toBe(404);
    const { data } = await ok("GET", "/account/users");
    const own = (await ok("GET", "/profile")).username;
    expect(data.map((one: { username: string }) => one.username)).toEqual([own, "anna"]);
    expect((await call("DELETE", `/account/users/${own}`)).status).toBe(400);
    await ok("DELETE", "/account/users/anna");
    expect(cloud.world.store.count("user")).toBe(0);
  });

  it("who are restricted have grants for each thing; others need none", async () => {
    const { ok, call, cloud } = await start();
    const one = await ok("POST", "/linode/instances", { ...linode, label: "here" });
    await ok("POST", "/account/users", { username: "ann", email: "ann@example.com" });
    const path = "/account/users/ann/grants";
    const before = await ok("GET", path);
    expect(before.linode).toEqual([{ id: one.id, label: "here", permissions: null }]);
    const after = await ok("PUT", path, {
      global: { add_linodes: true },
      linode: [{ id: one.id, permissions: "read_only" }],
    });
    expect(after.linode[0].permissions).toBe("read_only");
    expect(after.global).toEqual({ ...before.global, add_linodes: true });
    const unknown = { linode: [{ id: 1, permissions: "read_only" }] };
    expect((await call("PUT", path, unknown)).status).toBe(400);
    await ok("PUT", "/account/users/ann", { restricted: false });
    const none = await fetch(`${cloud.url}/v4${path}`, { headers: { Authorization: "Bearer test" } });
    expect([none.status, await none.text()]).toEqual([204, ""]);
  });
});

describe("the profile", () => {
  it("keeps what is set, and preferences as they are", async () => {
    const { ok } = await start();
    const set = { timezone: "Europe/Paris", authorized_keys: ["ssh-ed25519 AAAA"] };
    expect(await ok("PUT", "/profile", set)).toMatchObject(set);
    expect(await ok("PUT", "/profile", { authorized_keys: [] })).toMatchObject({
      timezone: "Europe/Paris",
      authorized_keys: null,
    });
    await ok("PUT", "/profile/preferences", { theme: { dark: true } });
    expect(await ok("GET", "/profile/preferences")).toEqual({ theme: { dark: true } });
  });

  it("gets a second factor only from who can make its codes", async () => {
    const { ok, call, cloud } = await start();
    await ok("POST", "/profile/tfa-disable");
    expect((await call("PUT", "/profile", { two_factor_auth: true })).status).toBe(400);
    expect((await call("POST", "/profile/tfa-enable")).status).toBe(400);
    const security_questions = [1, 2, 3].map((question_id) => ({ question_id, response: "answer" }));
    await ok("POST", "/profile/security-questions", { security_questions });
    const { secret } = await ok("POST", "/profile/tfa-enable");
    const right = code(secret, cloud.world.clock.now().getTime());
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, "0");
    expect((await call("POST", "/profile/tfa-enable-confirm", { tfa_code: wrong })).status).toBe(400);
    await ok("POST", "/profile/tfa-enable-confirm", { tfa_code: right });
    expect((await ok("GET", "/profile")).two_factor_auth).toBe(true);
  });

  it("takes a phone number whose code comes back", async () => {
    const { ok, call } = await start();
    await ok("POST", "/profile/phone-number", { iso_code: "FR", phone_number: "+33 1 00 00 00 00" });
    expect((await call("POST", "/profile/phone-number/verify", { otp_code: "000000" })).status).toBe(400);
    await ok("POST", "/profile/phone-number/verify", { otp_code: "123456" });
    expect((await ok("GET", "/profile")).verified_phone_number).toBe("+33 1 00 00 00 00");
    await ok("DELETE", "/profile/phone-number");
    expect((await ok("GET", "/profile")).verified_phone_number).toBeNull();
  });
});

/** What an authenticator shows, by another way than the one under test: a 32-letter alphabet as a number. */
function code(secret: string, now: number): string {
  const number = [...secret].reduce(
    (sum, letter) => sum * 32n + BigInt("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)),
    0n,
  );
  const key = Buffer.from(number.toString(16).padStart((secret.length * 5) / 4, "0"), "hex");
  const counter = Buffer.from(
    Math.floor(now / 30_000)
      .toString(16)
      .padStart(16, "0"),
    "hex",
  );
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = (digest[19] ?? 0) % 16;
  return String((digest.readUInt32BE(at) % 2 ** 31) % 1_000_000).padStart(6, "0");
}

describe("OAuth clients", () => {
  it("show their secret when it is made, and no state keeps it", async () => {
    const { ok, cloud } = await start();
    const made = await ok("POST", "/account/oauth-clients", {
      label: "app",
      redirect_uri: "https://example.org/callback",
    });
    expect(made.secret).toMatch(/^[0-9a-f]{64}$/);
    const path = `/account/oauth-clients/${made.id}`;
    expect((await ok("GET", path)).secret).toBe("<REDACTED>");
    const next = await ok("POST", `${path}/reset-secret`);
    expect(next.secret).not.toBe(made.secret);
    const state = JSON.stringify(cloud.world.store.snapshot());
    expect([made.secret, next.secret].some((secret) => state.includes(secret))).toBe(false);
  });
});

describe("the account", () => {
  it("keeps agreements once given, its contact, and what it enrolled in", async () => {
    const { ok, call } = await start();
    await ok("POST", "/account/agreements", { eu_model: true });
    expect((await call("POST", "/account/agreements", { eu_model: false })).status).toBe(400);
    expect((await ok("GET", "/account/agreements")).eu_model).toBe(true);
    await ok("PUT", "/account", { city: "Paris" });
    expect(await ok("PUT", "/account", { zip: "75001" })).toMatchObject({ city: "Paris", zip: "75001" });
    const [beta] = (await ok("GET", "/betas")).data;
    await ok("POST", "/account/betas", { id: beta.id });
    expect((await call("POST", "/account/betas", { id: beta.id })).status).toBe(400);
    expect((await ok("GET", `/account/betas/${beta.id}`)).enrolled).toEqual(expect.any(String));
    await ok("POST", "/account/settings/managed-enable");
    expect((await ok("GET", "/account/settings")).managed).toBe(true);
  });
});
