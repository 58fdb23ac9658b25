/** What the bare client is told to do, with nothing of the product around it. */
export type LimitJob =
  | {
      readonly kind: 'append';
      readonly connectionString: string;
      /** A stream that the product wrote; its first event opens each stream, the others are the measured append. */
      readonly template: string;
      readonly appends: number;
      readonly warmUp: number;
      readonly inFlight: number;
    }
  | {
      readonly kind: 'read';
      readonly connectionString: string;
      /** Exclusive; left out: from the beginning. */
      readonly after?: string;
    };

export interface AppendResult {
  readonly seconds: number;
  readonly latencies: readonly number[];
  /** Of the client's own process. */
  readonly cpuSeconds: number;
  readonly eventTypes: readonly string[];
  /** Data and metadata of one measured append. */
  readonly bytes: number;
}

export interface ReadResult {
  readonly seconds: number;
  readonly events: number;
  readonly countByType: Readonly<Record<string, number>>;
}
