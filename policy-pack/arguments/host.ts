import { type Arguments, harmless, judged } from "./argument";

const tags = judged("bastide-resource-require-tags");
const sharing = judged("bastide-stack-forbid-sharing-between-classes");
const name = harmless("A name.");

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
  host: name,
  identity: sharing,
  server: harmless("It says when a new ticket is needed; one ticket too many lets nobody in."),
  tags,
  verifyKey: sharing,
};

/** Arguments of `bastide:index:HostMessage`. */
export const messageArguments: Arguments = {
  access: sharing,
  host: name,
  recipient: sharing,
  secrets: sharing,
  seed: judged("bastide-host-message-require-baseline", "bastide-resource-forbid-secrets-in-plain-text"),
  signingKey: sharing,
  tags,
};
