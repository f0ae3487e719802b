import { describe } from "vitest";
import { requireExpiry } from "../../../policy-pack/token/requireExpiry";
import { requireScope } from "../../../policy-pack/token/requireScope";
import { token } from "../support/fixtures";
import { absent, accepts, refuses } from "../support/resource";

const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();

describe("requireScope", () => {
  refuses(requireScope, token, [
    ["it opens everything", { scopes: "*" }],
    ["it says nothing", { scopes: absent }],
    ["it is empty", { scopes: "" }],
    ["it may write", { scopes: "events:read_only volumes:read_write" }],
    ["it shows user data", { scopes: "linodes:read_only" }],
    ["it shows buckets' keys", { scopes: "object_storage:read_only" }],
    ["it opens the account", { scopes: "account:read_only" }],
  ]);
  accepts(requireScope, token, [
    ["scopes are separated by commas", { scopes: "events:read_only,nodebalancers:read_only" }],
  ]);
});

describe("requireExpiry", () => {
  refuses(requireExpiry, token, [
    ["it never ends", { expiry: absent }],
    ["it ends too late", { expiry: inDays(91) }],
    ["it has ended", { expiry: inDays(-1) }],
    ["its end is no time", { expiry: "soon" }],
  ]);
  accepts(requireExpiry, token, [["it ends at the latest day", { expiry: inDays(89.9) }]]);
});
