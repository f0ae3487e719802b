import type { Check } from "./check";

/**
 * PostgreSQL has no way to say "one of these nodes and one of those": with more than two data nodes a commit that waits for another region could be
 * there and on no other node of its own.
 */
export const checkStrict: Check = ({ config }) =>
  Object.entries(config.classes ?? {}).flatMap(([id, { data, hosting }]) =>
    data.strict && hosting === "linode" && data.count !== 2
      ? [
          {
            key: `bastide:classes.${id}.data.strict`,
            message: `A commit can wait for the other region only where there are two data nodes in each; here are ${data.count}.`,
            fix: "Write `strict: false`, or `count: 2`.",
          },
        ]
      : [],
  );
