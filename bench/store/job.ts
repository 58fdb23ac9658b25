/** What the client's process is told to do with a store. */
export type ClientJob =
  | {
      readonly kind: 'append';
      readonly connectionString: string;
      readonly appends: number;
      readonly inFlight: number;
      readonly eventsEach: number;
      /** All of them to this stream; left out: each to one of its own. */
      readonly stream?: string;
    }
  | {
      readonly kind: 'read streams';
      readonly connectionString: string;
      readonly reads: number;
      readonly inFlight: number;
    }
  | { readonly kind: 'read all' | 'follow'; readonly connectionString: string; readonly events: number }
  | {
      readonly kind: 'last events';
      readonly connectionString: string;
      /** Asked in turn, so that a slow moment hits all of them. */
      readonly streams: readonly string[];
      readonly reads: number;
    };

/** What was done in one second; for `last events`, the median in milliseconds, stream by stream. */
export type ClientResult = readonly number[];

/** What the process of the store that is measured is told. */
export type HostJob =
  | { readonly kind: 'open'; readonly dataDir: string | null }
  | { readonly kind: 'commits' }
  /** Instead of opening it: how many events each stream has to have. */
  | { readonly kind: 'fill'; readonly dataDir: string; readonly streams: Readonly<Record<string, number>> };
