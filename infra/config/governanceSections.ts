import { z } from "zod";

import { dataClass, date, entryName, field, moment, reason } from "./fields";

/** The parts of the stack's configuration that say who may do what, who approved it, and when it was looked at. */
export const governanceSections = {
  managers: field(
    z.array(field(entryName, "A manager.", "Write a log-in name.")).default([]),
    "Who may approve waivers for management (EX-1).",
    "Write a list of log-in names, or leave it out.",
  ),
  leavers: field(
    z
      .record(entryName, field(date, "The person's last day.", "Write, for example, `2026-01-31`."))
      .default({}),
    "People who have left, with their last day: a record, which shuts nobody out by itself. Take them out of every other section too: the next `up` disables their accounts, and deletes none (AC-5). The policy pack refuses whoever is here and has access still.",
    'Write, for example, `erik: "2026-01-31"`, or leave it out.',
  ),
  grants: field(
    z
      .array(
        z.strictObject({
          who: field(entryName, "The employee.", "Write the employee's log-in name."),
          class: field(dataClass, "The class that may be read.", "Write one of the data classes."),
          purpose: field(
            z.enum(
              ["incident", "support", "feature-test"],
              "A purpose is `incident`, `support` or `feature-test`.",
            ),
            "Why (AC-4).",
            "Write `incident`, `support` or `feature-test`.",
          ),
          ticket: field(z.string().min(3), "The ticket that tells more.", "Write the ticket's number."),
          device: field(
            entryName,
            "The managed device.",
            "Name a device of `bastide:managedDevices.devices`.",
          ),
          approver: field(
            entryName,
            "Who approved; never the employee.",
            "Name an administrator with the duty `security`.",
          ),
          start: field(moment, "From when.", "Write, for example, `2026-01-31T09:00:00Z`."),
          end: field(
            moment,
            "Until when: at most 30 days later.",
            "Write, for example, `2026-02-07T18:00:00Z`.",
          ),
        }),
      )
      .default([]),
    "Employees' access to customers' data: each a grant that begins and ends by itself, within two minutes of its times (AC-4).",
    "Write a list of grants, or leave it out.",
  ),
  approvals: field(
    z
      .array(
        z.strictObject({
          subject: field(
            z.string().min(3),
            "What is approved: `hosting:CLASS` or `service:NAME`.",
            "Write, for example, `hosting:contact` or `service:dns-registrar`.",
          ),
          approver: field(entryName, "Who approved.", "Name an administrator with the duty `security`."),
          date: field(date, "When: an approval lasts one year (EX-2).", "Write, for example, `2026-01-31`."),
        }),
      )
      .default([]),
    "Approvals for hosting outside Linode and for third-party services (EX-2).",
    "Write a list of approvals, or leave it out.",
  ),
  waivers: field(
    z
      .array(
        z.strictObject({
          policy: field(
            z.string().min(3),
            "The policy that is waived, by its full name.",
            "Write the policy's name.",
          ),
          resource: field(
            z.string().min(3),
            "The name that the violation gives: a resource, or a key of this configuration. A URN where several have the name.",
            "Write the name as the violation gives it.",
          ),
          reason: field(reason, "Why.", "Write a sentence."),
          requestedBy: field(
            entryName,
            "Who asked for it; never one of the approvers.",
            "Write the log-in name of the person who needs the waiver.",
          ),
          approvers: field(
            z
              .array(
                z.strictObject({
                  who: field(entryName, "The approver.", "Write the approver's log-in name."),
                  role: field(
                    z.enum(["security", "management"]),
                    "In which role.",
                    "Write `security` or `management`.",
                  ),
                }),
              )
              .min(2, "A waiver needs two approvers."),
            "Two people (EX-1): an administrator with the duty `security`, and one of `bastide:managers`.",
            "Write two approvers of different roles.",
          ),
          ticket: field(z.string().min(3), "The ticket.", "Write the ticket's number."),
          start: field(date, "From when.", "Write, for example, `2026-01-31`."),
          expiry: field(date, "Until when: at most 30 days later.", "Write, for example, `2026-02-14`."),
        }),
      )
      .default([]),
    "Emergency exceptions (EX-1): each for one policy and one resource. The policy pack prints those in use and refuses those that are not.",
    "Write a list of waivers, or leave it out.",
  ),
  reviews: field(
    z.strictObject({
      policy: field(
        date,
        "When the security policy was last reviewed (GO-1).",
        "Write, for example, `2026-01-31`.",
      ),
      configuration: field(
        date,
        "When this configuration was last reviewed (CM-9).",
        "Write, for example, `2026-01-31`.",
      ),
      accounts: field(date, "When accounts were last audited (AC-5).", "Write, for example, `2026-01-31`."),
    }),
    "When things were last reviewed.",
    "Write `policy`, `configuration` and `accounts`, each a date.",
  ),
  change: field(
    z
      .strictObject({
        ticket: field(z.string().min(3), "The ticket or pull request.", "Write the ticket's number."),
        author: field(entryName, "Whose change it is.", "Write the author's log-in name."),
        approver: field(entryName, "Who approved it; never the author.", "Name an administrator."),
        date: field(date, "When it was approved.", "Write, for example, `2026-01-31`."),
      })
      .optional(),
    "The approval of the last change (CM-10). It travels with the change; the policy pack refuses a stack of customers' data without.",
    "Write `ticket`, `author`, `approver` and `date`.",
  ),
} as const;
