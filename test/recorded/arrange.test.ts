import { describe, expect, it } from "vitest";
import { accountRequests, defaultFirewalls } from "./account";
import type { Cassette, Exchange } from "./cassette";
import { findForeign } from "./foreign";

function exchange(method: string, path: string, answer: unknown, body?: unknown, status = 200): Exchange {
  return {
    number: 0,
    method,
    host: "api.linode.com",
    version: "v4beta",
    path,
    query: "",
    filter: undefined,
    body,
    status,
    contentType: "application/json",
    scope: undefined,
    date: undefined,
    answer,
  };
}

function cassette(...exchanges: Exchange[]): Cassette {
  return { name: "one", exchanges, problems: [] };
}

function foreign(...exchanges: Exchange[]): string[] {
  return findForeign(cassette(...exchanges)).map(({ collection, id }) => `${collection}/${id}`);
}

const bucket = "/object-storage/buckets/us-east/mine";

describe("what a conversation takes for granted", () => {
  it("are things that it names and didn't make", () => {
    expect(foreign(exchange("GET", `${bucket}/access`, {}))).toEqual(["/object-storage/buckets/mine"]);
    expect(foreign(exchange("GET", "/tags/blue", {}))).toEqual(["/tags/blue"]);
    expect(foreign(exchange("GET", "/account/users/some%20one", {}))).toEqual(["/account/users/some one"]);
    const key = { label: "key", bucket_access: [{ region: "us-east", bucket_name: "mine" }] };
    expect(foreign(exchange("POST", "/object-storage/keys", { id: 1 }, key))).toEqual([
      "/object-storage/buckets/mine",
    ]);
  });

  it("is nothing that it made, renamed or was told isn't there", () => {
    const made = exchange("POST", "/object-storage/buckets", {}, { label: "mine", region: "us-east" });
    expect(foreign(made, exchange("GET", `${bucket}/access`, {}))).toEqual([]);
    const user = { username: "one" };
    expect(
      foreign(
        exchange("POST", "/account/users", user, user),
        exchange("PUT", "/account/users/one", { username: "two" }, { username: "two" }),
        exchange("DELETE", "/account/users/two", {}),
      ),
    ).toEqual([]);
    expect(foreign(exchange("GET", "/tags/blue", { errors: [] }, undefined, 404))).toEqual([]);
  });

  it("is what a user's grants and the default firewalls name", () => {
    const grants = { global: {}, linode: [{ id: 5, label: "web", permissions: null }], image: [] };
    expect(foreign(exchange("GET", "/profile/grants", grants))).toEqual(["/linode/instances/5"]);
    const settings = { default_firewall_ids: { linode: 7, nodebalancer: null } };
    expect(foreign(exchange("GET", "/networking/firewalls/settings", settings))).toEqual([
      "/networking/firewalls/7",
    ]);
  });
});

describe("an account", () => {
  const settings = {
    managed: true,
    network_helper: false,
    longview_subscription: "longview-100",
    object_storage: "active",
  };

  it("is as its settings are first shown", () => {
    expect(accountRequests(cassette(exchange("GET", "/account/settings", settings)))).toEqual([
      { method: "POST", path: "/account/settings/managed-enable", body: {} },
      {
        method: "PUT",
        path: "/account/settings",
        body: { network_helper: false, longview_subscription: "longview-100" },
      },
    ]);
  });

  it("is not as the conversation made it", () => {
    const change = exchange("PUT", "/account/settings", settings, { network_helper: false });
    expect(accountRequests(cassette(change))[1]?.body).toEqual({ longview_subscription: "longview-100" });
    const firewalls = (body: unknown): Exchange =>
      exchange("PUT", "/networking/firewalls/settings", { default_firewall_ids: { linode: 7 } }, body);
    expect(defaultFirewalls(cassette(firewalls({ default_firewall_ids: { linode: 7 } })))).toEqual({});
    expect(defaultFirewalls(cassette(firewalls({})))).toEqual({ linode: 7 });
  });

  it("has the network helper of configurations that nobody asked to have it", () => {
    const config = (id: number, network: boolean): unknown => ({ id, helpers: { network } });
    const path = "/linode/instances/1/configs";
    const asked = exchange("POST", path, config(1, true), { helpers: { network: true } });
    const other = exchange("GET", path, { data: [config(1, true), config(2, false)] });
    expect(accountRequests(cassette(asked))).toEqual([]);
    expect(accountRequests(cassette(asked, other))).toEqual([
      { method: "PUT", path: "/account/settings", body: { network_helper: false } },
    ]);
  });
});
