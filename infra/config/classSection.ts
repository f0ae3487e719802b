import { z } from "zod";

import { amount, date, field, instanceType, shortName, whole } from "./fields";

/** One class's part of the configuration: its sizes, its load and what it publishes. */
export const classSection = z.strictObject({
  data: field(
    z.strictObject({
      type: field(
        instanceType,
        "The instance type of the data nodes.",
        "Write a type that Linode has, for example `g6-dedicated-4`.",
      ),
      count: field(
        whole(2, 4).default(2),
        "Data nodes in each region.",
        "Write 2 to 4: with the gateway they share a placement group, which takes 5.",
      ),
      volumeGiB: field(whole(10, 16_000), "The encrypted volume of each data node.", "Write 10 to 16000."),
      strict: field(
        z.boolean("This is not `true` or `false`.").default(false),
        "Whether a commit also waits for the region that follows: a lost region then takes no acknowledged write along, each write takes the way there and back longer, and none is taken while no region follows.",
        "Write `true` or `false`.",
      ),
    }),
    "The database's nodes, in every region alike.",
    "Write `type` and `volumeGiB`, for example `{ type: g6-dedicated-4, volumeGiB: 80 }`.",
  ),
  gateway: field(
    z
      .strictObject({
        type: field(
          instanceType.default("g6-standard-1"),
          "The instance type of the gateway.",
          "Write a type that Linode has, for example `g6-standard-1`.",
        ),
      })
      .prefault({}),
    "The gateway, one in each region.",
    "Write `type`, or leave it out.",
  ),
  forecast: field(
    z.strictObject({
      vcpus: field(
        amount(0.1, 64),
        "Virtual processors that the load keeps busy today.",
        "Write, for example, `1.2`.",
      ),
      memoryGiB: field(amount(0.1, 512), "Memory that the load takes today.", "Write, for example, `5`."),
      storageGiB: field(
        amount(0.1, 16_000),
        "Storage that the data takes today.",
        "Write, for example, `24`.",
      ),
      growthPerMonth: field(
        amount(0, 1),
        "Growth a month, as a share: 0.04 is four per cent.",
        "Write a number from 0 to 1, for example `0.04`.",
      ),
    }),
    "Today's load and its growth; the plan must carry it for 12 months (CM-8).",
    "Write `vcpus`, `memoryGiB`, `storageGiB` and `growthPerMonth`.",
  ),
  endpoint: field(
    z
      .strictObject({
        name: field(
          shortName
            .refine((name) => name !== "gateway", "This name belongs to the gateways in the class's zone.")
            .default("api"),
          "The endpoint's name in the class's zone.",
          "Write, for example, `api`.",
        ),
        edge: field(
          z
            .strictObject({
              type: field(
                instanceType.default("g6-standard-1"),
                "The instance type.",
                "Write a type that Linode has, for example `g6-standard-1`.",
              ),
              count: field(whole(1, 5).default(1), "Edge nodes in each region.", "Write 1 to 5."),
            })
            .prefault({}),
          "The nodes behind the load balancer.",
          "Write `type` and `count`, or leave it out.",
        ),
        service: field(
          z
            .strictObject({
              type: field(
                instanceType.default("g6-standard-1"),
                "The instance type.",
                "Write a type that Linode has, for example `g6-standard-1`.",
              ),
              count: field(whole(1, 5).default(1), "Service nodes in each region.", "Write 1 to 5."),
            })
            .prefault({}),
          "The nodes that answer behind the edge nodes: the organisation's own service.",
          "Write `type` and `count`, or leave it out.",
        ),
      })
      .optional(),
    "The HTTPS endpoint that the class publishes, if it does.",
    "Write `endpoint: { name: api }`, or leave it out.",
  ),
  objects: field(
    z.boolean("This is not `true` or `false`.").default(false),
    "Whether the class keeps objects of its own, such as recorded sessions. Whoever writes them encrypts them first.",
    "Write `true` or `false`.",
  ),
  hosting: field(
    z
      .union([z.literal("linode"), z.string().regex(/^outside:[a-z0-9-]{2,40}$/)], {
        error: "This is neither `linode` nor `outside:PROVIDER`.",
      })
      .default("linode"),
    "Where the class lives. Outside Linode it has no enclave here and needs an approval (EX-2).",
    "Write `linode`, or `outside:PROVIDER` with an approval `hosting:CLASS`.",
  ),
  reviewed: field(
    date,
    "When the class's configuration was last reviewed (CM-9).",
    "Write, for example, `2026-01-31`.",
  ),
});
