/** Something that hosts find on the internet. */
export interface Service {
  readonly addresses: readonly string[];
  stop(): Promise<void>;
}
