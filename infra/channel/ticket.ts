import { sealJson } from "./seal";

/** What a host gets once, at first boot: how to read its messages and where to report. */
export interface Ticket {
  readonly host: string;
  /** The host's own age identity, to which its messages are sealed. */
  readonly identity: string;
  /** The class's key that messages are signed with: SPKI, as PEM. */
  readonly verifyKey: string;
  /** When the ticket was made, in milliseconds since 1970: the host takes no message whose serial is less. */
  readonly made: number;
  readonly bucket: ExchangeAccess;
}

/** The site's exchange bucket, and the key for it alone. */
export interface ExchangeAccess {
  /** Host, or host and port. */
  readonly endpoint: string;
  readonly region: string;
  readonly name: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** Objects below it are removed after a day by a rule of the bucket. */
export const ticketPrefix = "tickets/";

/** How long the address in a ticket can be fetched, in seconds. */
export const ticketSeconds = 86_400;

/** Seals what a ticket's address leads to. @param recipient of the one-time identity in the ticket's line */
export const ticketObject = (ticket: Ticket, recipient: string): Promise<Uint8Array> =>
  sealJson(ticket, recipient);

/** The ticket as the host's first-boot script gets it: the signed address, and the one-time identity that opens what is there. */
export const ticketLine = (url: string, identity: string): string => `${url} ${identity}`;
