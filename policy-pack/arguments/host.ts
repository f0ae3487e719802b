import { type Arguments, harmless, judged } from "./argument";

const tags = judged("bastide-resource-require-tags");
const sharing = judged("bastide-stack-forbid-sharing-between-classes");
const name = harmless("A name.");
const own = judged("bastide-stack-forbid-sharing-between-classes", "bastide-stack-require-own-identity");
/** Whose messages and tickets they are. */
const host = judged("bastide-stack-require-own-identity");

/** Arguments of `bastide:index:ClassAuthority`. */
export const authorityArguments: Arguments = { name, tags };

/** Arguments of `bastide:index:HostIdentity`. */
export const identityArguments: Arguments = {
  addresses: harmless("They stand in a certificate that only the class's own hosts trust."),
  authority: sharing,
  authorityKey: sharing,
  names: harmless("They stand in a certificate that only the class's own hosts trust."),
  tags,
};

/** Arguments of `bastide:index:HostTicket`. */
export const ticketArguments: Arguments = {
  access: sharing,
  host,
  identity: own,
  server: harmless("It says when a new ticket is needed; one ticket too many lets nobody in."),
  tags,
  verifyKey: own,
};

/** Arguments of `bastide:index:HostMessage`. */
export const messageArguments: Arguments = {
  access: sharing,
  host,
  recipient: own,
  secrets: sharing,
  seed: judged("bastide-host-message-require-baseline", "bastide-resource-forbid-secrets-in-plain-text"),
  signingKey: own,
  tags,
  ticket: harmless(
    "It says from when on the message has to be; another one makes a message too many, or a host that waits for one.",
  ),
};
