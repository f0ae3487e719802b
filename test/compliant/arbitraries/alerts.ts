import fc from "fast-check";

import { dnsName } from "./names";

const webhook = fc.record({
  host: dnsName,
  path: fc.constantFrom("", "/", "/alertmanager", "/hooks/prod-1"),
});

/** Where alerts go: to a service of one name or two. */
export const alerts = fc.record(
  {
    url: webhook,
    // What stands for it where nobody can decrypt it: a token in plain text is refused.
    token: fc.constantFrom("stand-in-on-the-local-cloud", "another-word-in-place-of-a-token"),
    heartbeat: webhook,
    approvedAgo: fc.integer({ min: 0, max: 366 }),
  },
  { requiredKeys: ["url", "approvedAgo"] },
);

type Drawn = typeof alerts extends fc.Arbitrary<infer T> ? T : never;

const addressOf = ({ host, path }: { host: string; path: string }): string => `https://${host}${path}`;

/** The section as it is written. */
export function alertsOf({ url, token, heartbeat }: Drawn): Record<string, string> {
  return {
    url: addressOf(url),
    ...(token === undefined ? {} : { token }),
    ...(heartbeat === undefined ? {} : { heartbeat: addressOf(heartbeat) }),
  };
}

/** The names that gateways then have to reach. */
export const namesOf = ({ url, heartbeat }: Drawn): string[] => [
  url.host,
  ...(heartbeat === undefined ? [] : [heartbeat.host]),
];
