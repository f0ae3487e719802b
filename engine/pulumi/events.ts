import { closeSync, existsSync, openSync, readSync, rmSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** A resource in an event. Secrets in it are encrypted or blanked by the engine. */
export interface EventResource {
  readonly type: string;
  readonly urn: string;
  readonly custom?: boolean;
  readonly parent: string;
  readonly protect?: boolean;
  readonly provider: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly new: EventResource | null;
  readonly old?: EventResource | null;
  readonly diffs?: readonly string[] | null;
  readonly keys?: readonly string[] | null;
}

/** The engine's events, as far as they are used here (pulumi's `sdk/go/common/apitype/events.go`). */
export interface EngineEvent {
  readonly sequence: number;
  readonly resourcePreEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata; readonly planning?: boolean };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly message: string;
    readonly severity: string;
    readonly ephemeral?: boolean;
  };
  readonly policyEvent?: {
    readonly resourceUrn?: string;
    readonly message: string;
    readonly policyName: string;
    readonly policyPackName: string;
    readonly policyPackVersion: string;
    readonly enforcementLevel: string;
    readonly severity?: string;
  };
  readonly policyAnalyzeSummaryEvent?: { readonly passed?: readonly string[] | null };
  readonly policyAnalyzeStackSummaryEvent?: { readonly passed?: readonly string[] | null };
  readonly summaryEvent?: { readonly resourceChanges?: Readonly<Record<string, number>> | null };
}

const pollMs = 100;

/** Reads the engine's events from a file while it is written. */
export function followEvents(
  file: string,
  onEvent: (event: EngineEvent) => void,
): {
  /** Reads what is left. */
  finish(): void;
} {
  // What a command that was killed has left is none of this one's.
  rmSync(file, { force: true });
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.alloc(1 << 20);
  let position = 0;
  let rest = "";
  const drain = (): void => {
    if (!existsSync(file)) {
      return;
    }
    const descriptor = openSync(file, "r");
    try {
      for (let read = readSync(descriptor, buffer, 0, buffer.length, position); read > 0; ) {
        position += read;
        rest += decoder.write(buffer.subarray(0, read));
        read = readSync(descriptor, buffer, 0, buffer.length, position);
      }
    } finally {
      closeSync(descriptor);
    }
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = parse(line);
      if (event !== undefined) {
        onEvent(event);
      }
    }
  };
  const timer = setInterval(drain, pollMs);
  return {
    finish: () => {
      clearInterval(timer);
      drain();
    },
  };
}

function parse(line: string): EngineEvent | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as EngineEvent);
  } catch {
    return undefined;
  }
}
