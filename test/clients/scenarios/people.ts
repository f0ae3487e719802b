import { expect } from "vitest";
import { live } from "../support/lifecycle";
import { region, sshKey } from "../support/samples";
import { type Client, find } from "./client";

async function sshKeys(api: Client): Promise<void> {
  await live({
    create: () => api.call("createSSHKey", { label: "laptop", ssh_key: sshKey }),
    wanted: { label: "laptop", ssh_key: sshKey },
    read: ({ id }) => api.call("getSSHKey", id),
    list: (_, page, filter) => api.list("getSSHKeys", [], page, filter),
    update: ({ id }) => api.call("updateSSHKey", id, { label: "desk" }),
    changed: { label: "desk" },
    remove: ({ id }) => api.call("deleteSSHKey", id),
  });
}

async function tokens(api: Client): Promise<void> {
  await live({
    create: () => api.call("createPersonalAccessToken", { label: "robot", scopes: "linodes:read_only" }),
    wanted: { label: "robot", scopes: "linodes:read_only", token: expect.stringMatching(/^[0-9a-f]{64}$/) },
    list: (_, page, filter) => api.list("getPersonalAccessTokens", [], page, filter),
    update: ({ id }) => api.call("updatePersonalAccessToken", id, { label: "robot-2" }),
    changed: { label: "robot-2" },
    between: async ({ id }) => {
      // A token is told once, when it is made.
      expect((await api.call("getPersonalAccessToken", id)).token).toHaveLength(16);
    },
    remove: ({ id }) => api.call("deletePersonalAccessToken", id),
  });
}

async function users(api: Client): Promise<void> {
  await live({
    key: "username",
    create: () => api.call("createUser", { username: "ada", email: "ada@bastide.example", restricted: true }),
    wanted: { username: "ada", email: "ada@bastide.example", restricted: true },
    read: ({ username }) => api.call("getUser", username),
    list: (_, page, filter) => api.list("getUsers", [], page, filter),
    filters: ({ username }) => [{ username }, { username: "nobody" }],
    between: async ({ username }) => {
      if (api.offers("updateGrants")) {
        expect(await api.call("getGrants", username)).toMatchObject({ global: { add_linodes: false } });
        const wanted = { global: { add_linodes: true } };
        expect(await api.call("updateGrants", username, wanted)).toMatchObject(wanted);
      }
      expect(await api.call("updateUser", username, { restricted: true, username: "grace" })).toMatchObject({
        username: "grace",
      });
      expect(await api.call("updateUser", "grace", { username })).toMatchObject({ username });
    },
    remove: ({ username }) => api.call("deleteUser", username),
  });
}

async function oauthClients(api: Client): Promise<void> {
  await live({
    create: () =>
      api.call("createOAuthClient", {
        label: "app",
        redirect_uri: "https://app.example/oauth",
        public: false,
      }),
    wanted: {
      label: "app",
      redirect_uri: "https://app.example/oauth",
      public: false,
      secret: expect.any(String),
    },
    list: (_, page, filter) => api.list("getOAuthClients", [], page, filter),
    update: ({ id }) =>
      api.call("updateOAuthClient", id, {
        label: "app-2",
        redirect_uri: "https://app.example/oauth",
        public: false,
      }),
    changed: { label: "app-2" },
    between: async ({ id, secret }) => {
      expect(await api.call("getOAuthClient", id)).toMatchObject({ id, label: "app-2" });
      expect((await api.call("resetOAuthClientSecret", id)).secret).not.toBe(secret);
    },
    remove: ({ id }) => api.call("deleteOAuthClient", id),
  });
}

async function profile(api: Client): Promise<void> {
  const before = await api.call("getProfile");
  expect(await api.call("updateProfile", { timezone: "Europe/Paris" })).toMatchObject({
    timezone: "Europe/Paris",
  });
  await api.call("updateProfile", { timezone: before.timezone });
  for (const name of ["listGrants", "getMyGrants"]) {
    if (api.offers(name)) expect(await api.call(name)).toBeDefined();
  }
  if (api.offers("updateUserPreferences")) {
    await api.call("updateUserPreferences", { theme: "dark" });
    expect(await api.call("getUserPreferences")).toEqual({ theme: "dark" });
    await api.call("updateUserPreferences", {});
  }
  for (const name of ["getAppTokens", "getTrustedDevices", "getLogins"])
    expect(await api.all(name)).toBeInstanceOf(Array);
  await expect(api.call("getAppToken", 1)).rejects.toThrow(/404/);
  await expect(api.call("deleteAppToken", 1)).rejects.toThrow(/404/);
  await expect(api.call("deleteTrustedDevice", 1)).rejects.toThrow(/404/);
  const { security_questions: questions } = await api.call("getSecurityQuestions");
  const answers = questions.slice(0, 3).map(({ id }: { id: number }, at: number) => ({
    question_id: id,
    response: `answer ${at}`,
    security_question: "",
  }));
  await api.call("updateSecurityQuestions", { security_questions: answers });
  await phoneAndTwoFactor(api);
}

async function phoneAndTwoFactor(api: Client): Promise<void> {
  await api.call("sendCodeToPhoneNumber", { iso_code: "FR", phone_number: "612345678" });
  await expect(api.call("verifyPhoneNumberCode", { otp_code: "000000" })).rejects.toThrow(/400/);
  await api.call("smsOptOut");
  expect(await api.call("getTFAToken")).toMatchObject({ secret: expect.any(String) });
  await expect(api.call("confirmTwoFactor", "000000")).rejects.toThrow(/400/);
  await api.call("disableTwoFactor");
}

async function account(api: Client): Promise<void> {
  const info = await api.call("getAccountInfo");
  expect(await api.call("updateAccountInfo", { company: "Bastide" })).toMatchObject({ company: "Bastide" });
  await api.call("updateAccountInfo", { company: info.company });
  const settings = await api.call("getAccountSettings");
  expect(await api.call("updateAccountSettings", { backups_enabled: true })).toMatchObject({
    backups_enabled: true,
  });
  await api.call("updateAccountSettings", { backups_enabled: settings.backups_enabled });
  expect(await api.call("getNetworkUtilization")).toHaveProperty("quota");
  if (api.offers("signAgreement")) {
    expect(await api.call("getAccountAgreements")).toHaveProperty("eu_model");
    await api.call("signAgreement", { eu_model: true });
  }
  expect(await api.call("getAccountAvailability", region)).toMatchObject({ region });
  expect((await api.all("getAccountAvailabilities")).length).toBeGreaterThan(10);
  for (const name of [
    "getAccountLogins",
    "getAccountMaintenance",
    "getNotifications",
    "getMaintenancePolicies",
  ]) {
    if (api.offers(name)) expect(await api.all(name)).toBeInstanceOf(Array);
  }
  const [login] = await api.all("getAccountLogins");
  expect(await api.call("getAccountLogin", login?.id)).toEqual(login);
}

async function betas(api: Client): Promise<void> {
  const [beta] = await api.all("getBetas");
  expect(await api.call("getBeta", beta?.id)).toEqual(beta);
  await api.call("enrollInBeta", { id: beta?.id });
  expect(await api.call("getAccountBeta", beta?.id)).toMatchObject({ id: beta?.id });
  expect(await api.all("getAccountBetas")).toBeInstanceOf(Array);
}

async function events(api: Client): Promise<void> {
  const { id } = await api.call("createDomain", {
    domain: "seen.example",
    type: "master",
    soa_email: "a@seen.example",
  });
  const [event] = await find(api, "getEvents", { "entity.type": "domain", "entity.id": id });
  const page = { page: 1, page_size: 25 };
  const paged = await api.list("getEvents", [], page);
  if (paged !== undefined) expect(paged.map((one) => one.id)).toContain(event?.id);

  await api.call("markEventSeen", event?.id);
  if (api.offers("markEventRead")) await api.call("markEventRead", event?.id);
  expect(await api.call("getEvent", event?.id)).toMatchObject({
    seen: true,
    read: api.offers("markEventRead"),
    status: "notification",
  });
  await api.call("deleteDomain", id);
}

/** What a client does with accounts and people. */
export const people = {
  "SSH keys": sshKeys,
  tokens,
  users,
  "OAuth clients": oauthClients,
  "the profile": profile,
  "the account": account,
  betas,
  events,
};
