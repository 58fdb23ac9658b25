/** What the load generator is told: it keeps `connections` requests in flight until all are answered. */
export interface LoadJob {
  readonly port: number;
  readonly connections: number;
  /** Of those who call, in turn: each request carries one as a bearer token. */
  readonly tokens: readonly string[];
  readonly requests: readonly LoadRequest[];
  /** No faster than so; left out: as fast as they are answered. */
  readonly perSecond?: number;
  readonly status: number;
  /** Dotted path into each JSON answer; the values come back in the order of the requests. */
  readonly pick: string | null;
  /**
   * `answer`: a request is done with the end of its answer. `first-message`: it is done with the first message of an
   * event stream, and the next one starts on another connection while the stream goes on to its end. `cut`: the same,
   * but the stream is cut off there, because its end would not come.
   */
  readonly until: 'answer' | 'first-message' | 'cut';
}

export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body: unknown;
}

export interface LoadResult {
  /** From the first request to the last one done. */
  readonly seconds: number;
  /** One a request, milliseconds, from its first byte out until it was done. */
  readonly latencies: readonly number[];
  /** The same until the end of the answer; other than `latencies` for event streams that are followed. */
  readonly wholeLatencies: readonly number[];
  readonly picked: readonly unknown[];
  /** Answers with another status, and what the first of them said. */
  readonly failures: number;
  readonly firstFailure: string | null;
}
