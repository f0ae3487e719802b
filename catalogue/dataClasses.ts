/**
 * The five classes of customers' data (DC-1 to DC-5; policy section 5.1).
 *
 * `number` is the class's place in the address plan. It is never reused and never changed, so that
 * adding a class moves no other class's network.
 */
export interface DataClass {
  /** The class's name in configuration, tags and resource names. */
  readonly id: string;
  /** The control that defines the class. */
  readonly control: string;
  /** 1 to 255; fixed for ever. */
  readonly number: number;
  /** What the class holds, in one phrase. */
  readonly holds: string;
  /** How the class is protected at rest. */
  readonly atRest: string;
  /** Whether the class may live outside Linode. */
  readonly outsideLinode: "never" | "with-approval";
}

export const dataClasses = [
  {
    id: "account",
    control: "DC-1",
    number: 1,
    holds: "log-in accounts of customers' agents",
    atRest: "encrypted; credentials hashed",
    outsideLinode: "never",
  },
  {
    id: "contact",
    control: "DC-2",
    number: 2,
    holds: "contact details of customers and their agents",
    atRest: "encrypted",
    outsideLinode: "with-approval",
  },
  {
    id: "preferences",
    control: "DC-3",
    number: 3,
    holds: "customers' preferences and service configuration",
    atRest: "encrypted",
    outsideLinode: "with-approval",
  },
  {
    id: "sessions",
    control: "DC-4",
    number: 4,
    holds: "what the service records during sessions",
    atRest: "encrypted",
    outsideLinode: "never",
  },
  {
    id: "events",
    control: "DC-5",
    number: 5,
    holds: "metadata on transactions over all other classes; never recorded session data",
    atRest: "encrypted",
    outsideLinode: "with-approval",
  },
] as const satisfies readonly DataClass[];

/** The name of a data class. */
export type DataClassId = (typeof dataClasses)[number]["id"];
