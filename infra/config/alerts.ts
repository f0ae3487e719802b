import { z } from "zod";

import { field } from "./fields";

const webhook = z.string({ error: "This is not an address." }).refine(
  (text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password, port, search, hash } = new URL(text);
    return protocol === "https:" && [username, password, port, search, hash].every((part) => part === "");
  },
  {
    error:
      "Alerts go to an https address on the usual port, without a name, password or query in it: it is no secret, the token is.",
  },
);

/** Who is called when something is wrong (VI-3). */
export const alerts = field(
  z
    .strictObject({
      url: field(
        webhook,
        "The webhook of your on-call service, as Prometheus' Alertmanager calls it. Its host name is in `bastide:egress.names` too.",
        "Write, for example, `https://oncall.example.org/alertmanager`.",
      ),
      token: field(
        z
          .string({ error: "This is not a token." })
          .regex(/^\S{16,512}$/, "A token has 16 to 512 characters and no spaces.")
          .optional(),
        "What the webhook asks for as `Authorization: Bearer`; a secret. Without it, your service can't tell these calls from anybody's, and every `up` warns.",
        "Set it with `pulumi config set --secret --path bastide:alerts.token`.",
      ),
      heartbeat: field(
        webhook.optional(),
        "Where a gateway says every five minutes that it still watches, without the token: whoever waits there is somebody else, and raises the alarm when nobody comes. Its host name is in `bastide:egress.names` too.",
        "Write an address of a service that expects heartbeats, or leave it out.",
      ),
    })
    .optional(),
  "Where alerts go, day and night (VI-3). Without it, nobody is called: the policy pack refuses that, and every `up` warns.",
  "Write `url`, and set `token`.",
);
