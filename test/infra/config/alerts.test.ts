import { describe, expect, it } from "vitest";

import { unreached } from "../../../infra/config/unreached";
import { prodWith } from "../../support/infraConfigs";
import { problemsOf } from "./problems";

const egress = {
  names: ["deb.debian.org", "security.debian.org", "oncall.example.org"],
  resolvers: ["9.9.9.9/32"],
  timeServers: ["162.159.200.1/32"],
};
const url = "https://oncall.example.org/hook";
const token = "A-token-of-the-on-call-service";
const approval = { subject: "service:alerts", approver: "amara", date: "2026-06-22" };
const messages = (alerts: object, more: object = { egress, approvals: [approval] }): string[] =>
  problemsOf(prodWith({ alerts, ...more })).map(({ key, message }) => `${key}: ${message}`);

describe("where alerts go", () => {
  it("may be said, and left out", () => {
    expect(messages({ url, token })).toEqual([]);
    expect(problemsOf(prodWith({ alerts: undefined }))).toEqual([]);
  });

  it("is warned of where nobody is called, and where calls carry no token", () => {
    expect(unreached({ alerts: undefined })).toEqual([expect.stringContaining("nobody is called")]);
    expect(unreached({ alerts: { url } })).toEqual([expect.stringMatching(/^bastide:alerts\.token: /)]);
    expect(unreached({ alerts: { url, token } })).toEqual([]);
  });

  it.each([
    "http://oncall.example.org/hook",
    `https://${"amy:secret"}@oncall.example.org/hook`,
    "https://oncall.example.org:8443/hook",
    "https://oncall.example.org/hook?token=secret",
    "oncall",
  ])("is no %s", (wrong) => {
    expect(messages({ url: wrong, token }).join("\n")).toMatch(/bastide:alerts\.url: /);
  });

  it("has a token that is shown in no error", () => {
    expect(messages({ url })).toEqual([]);
    const said = messages({ url, token: "short one" }).join("\n");
    expect(said).toMatch(/bastide:alerts\.token: A token has 16 to 512 characters/);
    expect(said).not.toContain("short one");
  });

  it("may be apart from where heartbeats go, which is a name that gateways may reach", () => {
    const heartbeat = "https://beats.example.org/site";
    expect(messages({ url, token, heartbeat }).join("\n")).toContain("Alerts go to beats.example.org");
    expect(messages({ url, token, heartbeat: `${url}/beat` })).toEqual([]);
    expect(messages({ url, token, heartbeat: "often" }).join("\n")).toMatch(/bastide:alerts\.heartbeat: /);
  });

  it("is a service that was approved (EX-2); how long ago, the policy pack judges", () => {
    const said = "bastide:alerts: The service that alerts go to needs an approval.";
    expect(messages({ url, token }, { egress, approvals: [] })).toEqual([said]);
    const old = [{ ...approval, date: "2025-11-01" }];
    expect(messages({ url, token }, { egress, approvals: old })).toEqual([]);
  });

  it.each(["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "stand-in-on-the-local-cloud"])(
    "is judged without its token where nobody can decrypt that: %s",
    (undecrypted) => expect(messages({ url, token: undecrypted })).toEqual([]),
  );

  it("must be a name that gateways may reach", () => {
    expect(messages({ url: "https://pager.example.org/hook", token }, {}).join("\n")).toContain(
      "bastide:egress.names: Alerts go to pager.example.org, and gateways may not reach that name.",
    );
  });
});
