/** What keeps a control: a rule of the policy pack, the host's own configuration, a drill, or people. */
export type Carrier = "policy" | "host" | "drill" | "process";

/** One control of the security policy. */
export interface Control {
  /** The name used everywhere: policy metadata, tests, reports, docs. */
  readonly id: string;
  /** The security policy's own section. */
  readonly section: string;
  readonly title: string;
  /** What the control asks, in one sentence. */
  readonly statement: string;
  /** What keeps it in the first place. */
  readonly carriedBy: Carrier;
  /**
   * How far this version keeps it: `kept`; `partly`, where the note's policies and configuration exist but not yet what hosts,
   * drills or reports add; `planned`, where nothing here keeps it yet.
   */
  readonly state: "kept" | "partly" | "planned";
  /** What exactly carries it, and what carries the rest. */
  readonly note: string;
}
