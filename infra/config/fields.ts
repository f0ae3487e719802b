import { isIP } from "node:net";
import { z } from "zod";

import { dataClasses } from "../../catalogue/dataClasses";
import { instanceTypes } from "../../catalogue/instanceTypes";
import { regions } from "../../catalogue/regions";

/** What a field's documentation and error messages are made of. */
declare module "zod" {
  interface GlobalMeta {
    /** How to mend a bad value, as a full sentence. */
    fix?: string;
  }
}

/** A field with what it is and how to mend it; both end up in errors and in `docs/configuration.md`. */
export const field = <T extends z.ZodType>(schema: T, description: string, fix: string): T =>
  schema.meta({ description, fix });

const matching = (pattern: RegExp, message: string) => z.string({ error: message }).regex(pattern, message);

/** A short lower-case name that Linode and DNS both take; Linode refuses two hyphens in a row. */
export const shortName = matching(
  /^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  "This is not a short lower-case name.",
);

/** A DNS name of at least two labels, in lower case. */
export const dnsName = matching(
  /^(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  "This is not a DNS name.",
);

/** An e-mail address. */
export const email = z.email("This is not an e-mail address.");

/** What Pulumi's YAML reader makes of a date or a moment without quotation marks. */
const unquoted = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d) \S+$/;

const requote = (value: unknown): unknown => {
  const [, day, time, hours, minutes] = (typeof value === "string" && unquoted.exec(value)) || [];
  if (day === undefined) return value;
  const zone = hours === "+00" && minutes === "00" ? "Z" : `${hours}:${minutes}`;
  return time === "00:00:00" && zone === "Z" ? day : `${day}T${time}${zone}`;
};

/** A calendar date in ISO form, kept as text. */
export const date = z.preprocess(requote, z.iso.date("This is not a date in the form YYYY-MM-DD."));

const momentMessage = "This is not a moment in the form 2026-01-31T09:00:00Z.";

/** A moment in ISO form with its zone, kept as text; a day alone is its beginning in UTC. */
export const moment = z.preprocess(
  (value) => {
    const text = requote(value);
    return typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  },
  z.iso.datetime({ offset: true, error: momentMessage }),
);

/** One of the catalogue's data classes. */
export const dataClass = z.enum(
  dataClasses.map((c) => c.id),
  `This is not a data class: ${dataClasses.map((c) => c.id).join(", ")}.`,
);

/** A Linode region by its canonical id. */
export const regionId = z
  .string()
  .refine((id) => regions.some((r) => r.id === id), "Linode has no region of this name.");

/** A Linode instance type. */
export const instanceType = z
  .string({ error: "This is not an instance type." })
  .refine((id) => instanceTypes.some((t) => t.id === id), "Linode has no instance type of this name.");

/** A network in CIDR form, IPv4 or IPv6. */
export const network = z.string({ error: "This is not a network in CIDR form." }).refine((text) => {
  const [address = "", prefix = "", ...rest] = text.split("/");
  const family = isIP(address);
  return (
    rest.length === 0 &&
    family !== 0 &&
    /^\d{1,3}$/.test(prefix) &&
    Number(prefix) <= (family === 4 ? 32 : 128)
  );
}, "This is not a network in CIDR form.");

/** An IPv4 address. */
export const ipv4Address = z
  .string({ error: "This is not an IPv4 address." })
  .refine((text) => isIP(text) === 4, "This is not an IPv4 address.");

/** A WireGuard public key: 32 bytes in base64. */
export const wireguardKey = matching(
  /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
  "This is not a WireGuard public key.",
);

/** The OpenSSH public key of an authority that certifies people: Ed25519, in software or in a hardware token. */
export const authorityKey = matching(
  /^(?:ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}|sk-ssh-ed25519@openssh\.com AAAAGnNr[A-Za-z0-9+/]{60,200}={0,2})(?: [\w.@ -]{1,100})?$/,
  "This is not an OpenSSH public key of type `ssh-ed25519`.",
);

/** Names of accounts that a Debian host has already, so that no person may take one over. */
const systemAccounts = new Set(
  "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody sshd postgres etcd".split(
    " ",
  ),
);

/** A person's log-in name, as Debian's `useradd` takes it. */
export const loginName = matching(/^[a-z][a-z0-9-]{0,31}$/, "This is not a log-in name.").refine(
  (name) => !systemAccounts.has(name),
  "This account belongs to the system.",
);

/** A person's name, for the account's comment: `useradd` refuses a colon. */
export const personName = z
  .string({ error: "This is not a person's name." })
  .trim()
  .regex(/^[^:\p{Cc}]{2,60}$/u, "This is not a person's name.");

/** A whole number in a range. */
export const whole = (minimum: number, maximum: number) => {
  const message = `This is not a whole number from ${minimum} to ${maximum}.`;
  return z.int(message).min(minimum, message).max(maximum, message);
};

/** A number in a range. */
export const amount = (minimum: number, maximum: number) => {
  const message = `This is not a number from ${minimum} to ${maximum}.`;
  return z.number(message).min(minimum, message).max(maximum, message);
};

/** A sentence that says why. */
export const reason = z
  .string({ error: "This is not a sentence." })
  .trim()
  .min(8, "This is too short to be a reason.");

/** The name of a person, device or entry in a map of the configuration. */
export const entryName = matching(/^[a-z0-9][a-z0-9-]{0,39}$/, "This is not a lower-case name.");
