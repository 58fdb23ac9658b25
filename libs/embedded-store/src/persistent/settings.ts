import type { FilterWords } from '../wire/event-filter';

/** The ways to choose a consumer that the protocol knows, by the names that clients see. */
const STRATEGIES = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** How a group was made. Numbers are what the client sent: zeros and negative ones are accepted, as on the real server. */
export interface GroupSettings {
  readonly resolveLinks: boolean;
  /** A revision or a position, from which on (inclusive) events are delivered. */
  readonly from: 'start' | 'end' | bigint;
  readonly extraStatistics: boolean;
  readonly messageTimeoutMs: number;
  readonly maxRetryCount: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  readonly checkpointAfterMs: number;
  /** 0: any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: StrategyName;
  /** Groups of the whole log only. */
  readonly filter: FilterWords | undefined;
}

/** What a request asks for; its strategy may be none that there is. */
export type AskedSettings = Omit<GroupSettings, 'strategy'> & { readonly strategy: string };

/** The settings, or the reason why no group can have them, in the real server's words. */
export function checkSettings(asked: AskedSettings): GroupSettings | { readonly refused: string } {
  const strategy = STRATEGIES.find((name) => name === asked.strategy);
  if (!strategy) return { refused: `Consumer strategy ${asked.strategy} does not exist.` };
  if (asked.readBatchSize >= asked.historyBufferSize) {
    return {
      refused:
        "Specified argument was out of the range of valid values. (Parameter 'ReadBatchSize may not be greater than or equal to BufferSize')",
    };
  }
  return { ...asked, strategy };
}
