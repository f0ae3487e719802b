import { type Argument, about } from "./argument";

/** Arguments about what passes between the program and its hosts. None speaks of another recipient: that one does harm. */
export const channelArguments: readonly Argument[] = [
  about(
    /HostTicket\.server.*/,
    /.*/,
    ["AC-6"],
    "It says only when a new ticket is needed; the server's own arguments are judged on the server.",
  ),
  about(
    /Host(Ticket|Message)\.(host|access|verifyKey|identity|recipient|signingKey|secrets).*/,
    /is (missing|unknown)/,
    ["AC-6"],
    "The provider puts nothing into the bucket without it; an unknown value is one that the provider knows when it makes it.",
  ),
  about(
    /Host(Ticket|Message)\.tags\[\]/,
    /is role:[a-z]+/,
    ["DC-6", "GO-2"],
    "It is sealed to the same host of the same class, whichever role its own tag says.",
  ),
  about(
    /Host(Ticket|Message|Identity)\./,
    /is gone/,
    ["AC-6"],
    "A host without it is told nothing, and keeps what it has.",
  ),
  about(
    /HostIdentity\.(names|addresses).*/,
    /is (missing|unknown)/,
    ["NW-3"],
    "The certificate then covers less, and peers refuse the host.",
  ),
  about(
    /Host(Ticket|Message)\.(access|verifyKey|signingKey)→/,
    /.*/,
    ["AC-6"],
    "What lies in any bucket is sealed to the host alone, and the host takes nothing that its own key does not bear out.",
  ),
];
