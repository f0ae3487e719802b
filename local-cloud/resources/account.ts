import { z } from "zod";
import { catalog } from "../catalog";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { event, notifyAccount } from "./accountEvents";
import { settingsEndpoints } from "./accountSettings";
import { betaEndpoints } from "./betas";
import { accountLogins } from "./logins";

/** What can be changed about the account. */
const contact = {
  company: "Local cloud",
  email: "local-cloud@example.com",
  first_name: "Local",
  last_name: "Cloud",
  address_1: "",
  address_2: "",
  city: "",
  state: "",
  zip: "",
  country: "FR",
  phone: "",
  tax_id: "",
};

const fixed = {
  balance: 0,
  balance_uninvoiced: 0,
  credit_card: { last_four: null, expiry: null },
  active_since: "2020-01-01T00:00:00",
  active_promotions: [],
  billing_source: "linode",
  euuid: "00000000-0000-0000-0000-000000000000",
  capabilities: [
    "Linodes",
    "NodeBalancers",
    "Block Storage",
    "Block Storage Encryption",
    "Object Storage",
    "Object Storage Access Key Regions",
    "Object Storage Endpoint Types",
    "Cloud Firewall",
    "Disk Encryption",
    "Linode Interfaces",
    "Maintenance Policy",
    "Placement Group",
    "VPCs",
    "VPC Dual Stack",
    "Vlans",
    "Machine Images",
  ],
};

/** Names under which the store keeps what belongs to the account. */
const names = { contact: "accountContact", agreements: "accountAgreements" };

function account(world: World): unknown {
  return { ...contact, ...(world.store.getMeta(names.contact) as object | undefined), ...fixed };
}

function text(longest: number): z.ZodType<string | undefined> {
  return z.string().max(longest, `Length must be 0-${longest} characters`).optional();
}

const contactSchema = z.object({
  company: text(128),
  email: z.email("email is not valid").max(128, "Length must be 0-128 characters").optional(),
  first_name: text(50),
  last_name: text(50),
  address_1: text(64),
  address_2: text(64),
  city: text(24),
  state: text(24),
  zip: text(16),
  country: z.string().length(2, "Must be a two-letter country code").optional(),
  phone: text(32),
  tax_id: text(25),
});

function changeAccount(call: Call): unknown {
  const input = validate(contactSchema, call.body);
  const { store } = call.world;
  const old = store.getMeta(names.contact) as Record<string, string> | undefined;
  const set = Object.entries(input).filter((pair): pair is [string, string] => pair[1] !== undefined);
  store.setMeta(names.contact, { ...old, ...Object.fromEntries(set) });
  notifyAccount(call.world, "account_update");
  return account(call.world);
}

const agreementNames = [
  "billing_agreement",
  "eu_model",
  "master_service_agreement",
  "privacy_policy",
] as const;
const agreementSchema = z.object(
  Object.fromEntries(agreementNames.map((name) => [name, z.boolean().nullish()])),
);

function agreements(world: World): Record<string, boolean> {
  const saved = (world.store.getMeta(names.agreements) ?? {}) as Record<string, boolean>;
  return Object.fromEntries(agreementNames.map((name) => [name, saved[name] ?? false]));
}

/** An agreement can be given, and never be taken back over the API. */
function agree(call: Call): unknown {
  const input = validate(agreementSchema, call.body);
  const next = agreements(call.world);
  for (const [name, value] of Object.entries(input)) {
    if (value === false && next[name]) throw invalid("An agreement cannot be taken back", name);
    if (value) next[name] = true;
  }
  call.world.store.setMeta(names.agreements, next);
  return {};
}

const services = ["Linodes", "NodeBalancers", "Block Storage", "Kubernetes"];

const availability = catalog.regions.map((region) => ({
  region: region.id,
  available: services.filter((one) => region.capabilities.includes(one)),
  unavailable: [],
}));

function oneAvailability(call: Call): unknown {
  const found = availability.find((one) => one.region === call.params.region);
  if (found === undefined) throw notFound();
  return found;
}

/** This month's traffic, GB: nothing flows here; the quota is what the Linodes bring. */
function transfer(world: World): unknown {
  let quota = 0;
  for (const linode of world.store.all("instance")) quota += linode.specs.transfer;
  return { used: 0, quota, billable: 0, region_transfers: [] };
}

const scope = "account";

export const accounts: Section = {
  resources: [event],
  endpoints: [
    { method: "GET", path: "/account", scope, run: (call) => account(call.world) },
    { method: "PUT", path: "/account", scope, run: changeAccount },
    ...settingsEndpoints,
    ...betaEndpoints,
    ...accountLogins,
    { method: "GET", path: "/account/agreements", scope, run: (call) => agreements(call.world) },
    { method: "POST", path: "/account/agreements", scope, run: agree },
    { method: "GET", path: "/account/transfer", scope, run: (call) => transfer(call.world) },
    {
      method: "GET",
      path: "/account/availability",
      scope,
      filterable: ["region"],
      run: (call) => answerList(call, availability, ["region"]),
    },
    { method: "GET", path: "/account/availability/:region", scope, run: oneAvailability },
    // Nothing is due, and nobody has anything to tell: both lists exist so that clients find them.
    {
      method: "GET",
      path: "/account/maintenance",
      scope,
      filterable: ["status", "type", "when"],
      run: (call) => answerList(call, [], ["status", "type", "when"]),
    },
    {
      method: "GET",
      path: "/account/notifications",
      scope,
      filterable: [],
      run: (call) => answerList(call, [], []),
    },
    { method: "GET", path: "/longview/plan", scope: "longview", run: () => ({}) },
    { method: "PUT", path: "/longview/plan", scope: "longview", run: () => ({}) },
  ],
};
