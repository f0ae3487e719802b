import { buildView } from "./build/stackView";
import { type ApiAccess, ApiReader, type Patience, withoutSecrets } from "./read/api";
import { collect } from "./read/collect";
import { recordedPrices } from "./read/recordedPrices";
import type { StackView } from "./view";

/** What a caller may know besides the API. */
export interface ReadOptions {
  /** The stack's name, for headings. */
  readonly stack?: string;
  /** The active region by class, from the stack's outputs, for classes whose DNS doesn't tell. */
  readonly activeRegions?: Readonly<Record<string, string>>;
  /** Whether the API is the local cloud. @default whether its host is this machine */
  readonly local?: boolean;
  /** How long to wait when the API is busy. */
  readonly patience?: Partial<Patience>;
  /** The time to put into the view. @default now */
  readonly now?: Date;
}

/**
 * Reads a stack from Linode's API, or from the local cloud: it sends GET only, and reads no keys and no user data.
 *
 * @throws ReadError with one sentence, where the API can't be reached, refuses the token, or stays busy. What the token may not
 * read is left out and named in the view's warnings.
 */
export async function readStack(access: ApiAccess, options: ReadOptions = {}): Promise<StackView> {
  const account = await collect(new ApiReader(access, options.patience));
  const local = options.local ?? isThisMachine(access.url);
  return buildView(account, {
    stack: options.stack ?? null,
    api: { url: withoutSecrets(access.url), local },
    readAt: (options.now ?? new Date()).toISOString(),
    activeRegions: options.activeRegions ?? {},
    recorded: local ? recordedPrices : {},
  });
}

function isThisMachine(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  } catch {
    return false;
  }
}
