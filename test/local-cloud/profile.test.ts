import { describe, expect, it } from "vitest";
import { errors, start } from "./support";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0 someone";

describe("whoever asks", () => {
  it("may do everything, logged in once, and has neither a browser nor an application that was let in", async () => {
    const { ok, call } = await start();
    // No content is how the API says that nothing is restricted.
    const grants = await fetch(`${(await ok("GET", "/_local")).url}/v4/profile/grants`, {
      headers: { Authorization: "Bearer test" },
    });
    expect([grants.status, await grants.text()]).toEqual([204, ""]);
    for (const path of ["/profile/logins", "/account/logins"]) {
      const { data } = await ok("GET", path);
      expect(data).toMatchObject([{ status: "successful", ip: "127.0.0.1" }]);
      expect(await ok("GET", `${path}/${data[0].id}`)).toEqual(data[0]);
      expect((await call("GET", `${path}/99`)).status).toBe(404);
    }
    for (const path of ["/profile/devices", "/profile/apps"]) {
      expect((await ok("GET", path)).results).toBe(0);
      expect((await call("GET", `${path}/1`)).status).toBe(404);
      expect((await call("DELETE", `${path}/1`)).status).toBe(404);
    }
    const { username } = await ok("GET", "/profile");
    expect(await ok("GET", `/account/users/${username}`)).toMatchObject({ username, restricted: false });
  });

  it("answers three of the questions, and finds the answers again", async () => {
    const { ok } = await start();
    const path = "/profile/security-questions";
    const given = [1, 2, 3].map((question_id) => ({ question_id, response: `answer ${question_id}` }));
    await ok("POST", path, { security_questions: given });
    const { security_questions } = await ok("GET", path);
    expect(security_questions.slice(0, 4).map((one: { response: string | null }) => one.response)).toEqual([
      "answer 1",
      "answer 2",
      "answer 3",
      null,
    ]);
  });

  it("renames keys and tokens, which keep what they are", async () => {
    const { ok } = await start();
    const ssh = await ok("POST", "/profile/sshkeys", { label: "laptop", ssh_key: key });
    expect(await ok("PUT", `/profile/sshkeys/${ssh.id}`, { label: "desk" })).toMatchObject({
      id: ssh.id,
      label: "desk",
      ssh_key: key,
    });
    expect((await ok("GET", "/profile/sshkeys")).data).toMatchObject([{ label: "desk" }]);
    const token = await ok("POST", "/profile/tokens", { label: "one", scopes: "volumes:read_only" });
    expect(await ok("PUT", `/profile/tokens/${token.id}`, { label: "two" })).toMatchObject({
      id: token.id,
      label: "two",
      scopes: "volumes:read_only",
      token: token.token.slice(0, 16),
    });
  });
});

describe("applications that others sign in with", () => {
  it("are registered, changed and removed; their secret is shown once", async () => {
    const { ok, call } = await start();
    const path = "/account/oauth-clients";
    const made = await ok("POST", path, { label: "one", redirect_uri: "https://one.example.org/back" });
    expect(made.secret).toMatch(/^[0-9a-f]{64}$/);
    expect((await ok("GET", path)).data).toMatchObject([{ id: made.id, secret: "<REDACTED>" }]);
    expect(await ok("PUT", `${path}/${made.id}`, { label: "two" })).toMatchObject({
      id: made.id,
      label: "two",
    });
    await ok("DELETE", `${path}/${made.id}`);
    expect((await call("GET", `${path}/${made.id}`)).status).toBe(404);
  });
});

describe("the account", () => {
  it("has nothing due, nothing to tell, and one programme to take part in", async () => {
    const { ok, call } = await start();
    for (const path of ["/account/maintenance", "/account/notifications", "/account/betas"]) {
      expect([path, (await ok("GET", path)).results]).toEqual([path, 0]);
    }
    const [beta] = (await ok("GET", "/betas")).data;
    await ok("POST", "/account/betas", { id: beta.id });
    expect((await ok("GET", "/account/betas")).data).toMatchObject([{ id: beta.id }]);
    expect(errors(await call("POST", "/account/betas", { id: beta.id }))).toEqual([
      { reason: "Already enrolled in this beta", field: "id" },
    ]);
  });

  it("keeps its contact, and has no Longview plan whatever is asked for", async () => {
    const { ok } = await start();
    await ok("PUT", "/account", { company: "Example", country: "DE" });
    expect(await ok("GET", "/account")).toMatchObject({
      company: "Example",
      country: "DE",
      first_name: "Local",
    });
    expect(await ok("PUT", "/longview/plan", { longview_subscription: "longview-3" })).toEqual({});
    expect(await ok("GET", "/longview/plan")).toEqual({});
  });

  it("marks an event as read with all before it", async () => {
    const { ok } = await start();
    for (const label of ["one", "two", "three"]) await ok("POST", "/volumes", { label, region: "fr-par" });
    const order = { "X-Filter": '{"+order_by":"id","+order":"asc"}' };
    const read = async () =>
      (await ok("GET", "/account/events", undefined, order)).data.map((one: { read: boolean }) => one.read);
    const { data } = await ok("GET", "/account/events", undefined, order);
    await ok("POST", `/account/events/${data[1].id}/read`);
    expect(await read()).toEqual([true, true, false]);
  });
});
