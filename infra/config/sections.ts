import { z } from "zod";
import { regionCapacity } from "../topology/addresses";
import { alerts } from "./alerts";
import { certificates } from "./certificates";
import { classSection } from "./classSection";
import {
  authorityKey,
  dataClass,
  dnsName,
  email,
  entryName,
  field,
  ipv4Address,
  loginName,
  network,
  personName,
  regionId,
  shortName,
  whole,
  wireguardKey,
} from "./fields";
import { governanceSections } from "./governanceSections";
import { hardwareKey } from "./hardwareKey";

/** The parts of the stack's configuration, each under its own key `bastide:NAME` and read apart from the others. */
export const sections = {
  organisation: field(
    z.strictObject({
      name: field(
        shortName,
        "Prefix of bucket names; short and lower-case.",
        "Write, for example, `example`.",
      ),
      domain: field(
        dnsName,
        "The DNS domain below which each class has a zone of its own.",
        "Write a domain that you delegate to Linode's name servers, for example `data.example.org`.",
      ),
      contact: field(
        email,
        "Who answers for the DNS zones.",
        "Write, for example, `hostmaster@example.org`.",
      ),
      addressSpace: field(
        network.default("10.0.0.0/8"),
        "A private network, /8 to /12, that nothing else of yours uses. Fixed once the stack is up.",
        "Write, for example, `10.64.0.0/12`.",
      ),
      labelPrefix: field(
        shortName.max(8, "A label prefix has at most 8 characters.").optional(),
        "Put before every label, for a second stack in the same Linode account.",
        "Leave it out, or write up to eight characters, for example `staging`.",
      ),
    }),
    "Who the organisation is and which names and addresses are its own.",
    "Write `bastide:organisation` with `name`, `domain` and `contact`.",
  ),
  regions: field(
    z.record(
      regionId,
      z.strictObject({
        number: field(
          whole(1, regionCapacity),
          "The region's place in the address plan; never changed and never used again.",
          "Give the region a number from 1 to 126 that no other region has or had.",
        ),
        role: field(
          z.enum(["active", "standby"], "A region is `active` or `standby`."),
          "Whether the region takes writes (`active`, one region) or follows (`standby`).",
          "Write `active` for one region and `standby` for the others.",
        ),
      }),
    ),
    "The regions, by Linode's id.",
    "Write two regions or more, for example `fr-par: { number: 1, role: active }`.",
  ),
  classes: field(
    z.partialRecord(dataClass, classSection),
    "The data classes of this stack, each an enclave of its own.",
    "Write one class or more, for example `account`.",
  ),
  administrators: field(
    z.record(
      loginName,
      z.strictObject({
        name: field(personName, "The person's name.", "Write the person's full name."),
        duties: field(
          z
            .array(
              z.enum(
                ["security", "operations", "database"],
                "A duty is `security`, `operations` or `database`.",
              ),
            )
            .min(1),
          "What the person may do (AC-2).",
          "Write one or more of `security`, `operations`, `database`.",
        ),
        device: field(
          entryName,
          "The managed device that the person logs in from (AC-3).",
          "Name a device of `bastide:managedDevices.devices`.",
        ),
        keys: field(
          z.array(hardwareKey).min(1),
          "OpenSSH public keys of hardware tokens (AC-1).",
          "Make one with `ssh-keygen -t ed25519-sk -O verify-required` and paste the line of its `.pub` file.",
        ),
      }),
    ),
    "The people who administer the enclaves, by log-in name.",
    "Write at least two administrators, one of them with the duty `security`.",
  ),
  administration: field(
    z
      .strictObject({
        logIn: field(
          z
            .enum(["hardware-keys", "certificates"], "Log-in is by `hardware-keys` or `certificates`.")
            .default("hardware-keys"),
          "How administrators prove who they are on hosts (AC-1): their hardware tokens, or certificates issued for hours after single sign-on.",
          "Write `hardware-keys` or `certificates`.",
        ),
        authorities: field(
          z.array(authorityKey).default([]),
          "OpenSSH public keys of the authority that issues the certificates; for `certificates` only.",
          "Paste the line of the authority's `.pub` file, of type `ssh-ed25519`.",
        ),
      })
      .refine(({ logIn, authorities }) => (logIn === "certificates") === authorities.length > 0, {
        path: ["authorities"],
        message: "`certificates` needs `authorities`, and `hardware-keys` has none.",
      })
      .prefault({}),
    "How administrators log in to hosts.",
    "Write `logIn`, and `authorities` where it is `certificates`; or leave it out.",
  ),
  alerts,
  certificates,
  managedDevices: field(
    z.strictObject({
      networks: field(
        z.array(network),
        "The public networks that managed devices connect from.",
        "Write your offices' and VPN's public networks, for example `198.51.100.0/24`.",
      ),
      devices: field(
        z.record(
          entryName,
          z.strictObject({
            owner: field(entryName, "Whose device it is.", "Name an administrator or an employee."),
            wireguardKey: field(
              wireguardKey,
              "The device's WireGuard public key.",
              "Paste the output of `wg pubkey`: 44 characters of base64.",
            ),
          }),
        ),
        "The devices, by name.",
        "Write each device with its `owner` and `wireguardKey`.",
      ),
    }),
    "The devices that the organisation manages (AC-3).",
    "Write `networks` and `devices`.",
  ),
  ...governanceSections,
  egress: field(
    z.strictObject({
      names: field(
        z.array(dnsName).min(1),
        "The only names that nodes may reach, through their gateway's proxy (NW-4).",
        "Write the names of your package mirrors, for example `deb.debian.org`.",
      ),
      resolvers: field(
        z.array(network).min(1),
        "The DNS resolvers that gateways ask.",
        "Write addresses in CIDR form, for example `9.9.9.9/32`.",
      ),
      timeServers: field(
        z.array(network).min(1),
        "The time servers that gateways ask.",
        "Write addresses in CIDR form, for example `162.159.200.1/32`.",
      ),
    }),
    "What may be reached from inside (NW-4).",
    "Write `names`, `resolvers` and `timeServers`.",
  ),
  backups: field(
    z
      .strictObject({
        pointInTimeDays: field(
          whole(7, 90).default(7),
          "Days for which any moment can be restored (BC-3).",
          "Write 7 or more.",
        ),
        retentionDays: field(
          whole(14, 3650).default(35),
          "Days for which daily backups are kept and locked (BC-3, BC-4).",
          "Write 14 or more, and more than `pointInTimeDays`.",
        ),
      })
      .prefault({}),
    "How long backups are kept and locked.",
    "Write `pointInTimeDays` and `retentionDays`, or leave it out.",
  ),
  otherStacks: field(
    z.partialRecord(dataClass, z.record(regionId, ipv4Address)).default({}),
    "The gateways of classes that have a stack of their own, by region; logs go between them and `events`.",
    "Write what `pulumi stack output gateways` says there, for example `events: { fr-par: 198.51.100.5 }`.",
  ),
  drillable: field(
    z.boolean("This is not `true` or `false`.").default(false),
    "Whether `bastide drill` may break this stack where it is on Linode. A stack on this machine needs no mark.",
    "Write `true` for a stack that may be broken while people use it, or leave it out.",
  ),
} as const;

/** The name of a section: the part of its key behind `bastide:`. */
export type SectionName = keyof typeof sections;

/** The stack's configuration, read and with its defaults filled in. */
export type StackConfig = { readonly [Name in SectionName]: z.output<(typeof sections)[Name]> };
