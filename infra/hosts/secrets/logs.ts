import { logClasses } from "../../topology/logs";
import type { SecretRenderer } from "./index";

/** NW-3, DC-8: the authority of each class whose logs the host takes, or whose receivers it hands logs to: PEM by class, as JSON. */
export const logs: SecretRenderer = (host, { certificates, otherAuthorities }) => {
  const classes = logClasses(host.logs);
  const authorities = classes.map((dataClass): [string, string | undefined] => [
    dataClass,
    dataClass === host.dataClass ? certificates.authority : otherAuthorities[dataClass],
  ]);
  // All or nothing: the host then says which file it waits for, and sends nothing to whom it can't know.
  if (classes.length === 0 || authorities.some(([, pem]) => pem === undefined)) return {};
  return { "log-authorities.json": `${JSON.stringify(Object.fromEntries(authorities))}\n` };
};
