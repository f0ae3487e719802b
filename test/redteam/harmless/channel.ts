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
    /HostMessage\.ticket.*/,
    /.*/,
    ["AC-6"],
    "It only raises the serial of what is signed for the host all the same; without it, a host that is made again waits for its next message.",
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
    /HostIdentity\.authority(Key)?.*/,
    /is (missing|unknown|a number.*)/,
    ["AC-6", "NW-3"],
    "The provider signs nothing with what is no certificate or no key of it, and `up` says so; an unknown one is known when it signs.",
  ),
  about(
    /HostIdentity\.tags\[\]/,
    /is role:[a-z]+/,
    ["DC-6", "GO-2"],
    "The role is no part of what is signed: names and addresses are, and they are judged.",
  ),
  about(
    /HostMessage\.secrets→/,
    /.*/,
    ["AC-6", "DC-6"],
    "The engine tells from which resource a part of it comes, and not which of its outputs: of the same resources, peers' public keys and addresses belong there. Another class's are refused, and it is sealed to one host.",
  ),
  about(
    /Host(Ticket\.identity|Message\.recipient)→/,
    /is a number laundered through a dependency/,
    ["AC-6"],
    "It still comes from the host's own identity, whatever was done to it: a host that can't read it gets nothing.",
  ),
  about(
    /Host(Ticket|Message)\.(access|verifyKey|signingKey)→/,
    /.*/,
    ["AC-6"],
    "What lies in any bucket is sealed to the host alone, and the host takes nothing that its own key does not bear out.",
  ),
];
