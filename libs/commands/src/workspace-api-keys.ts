import { type ApiKey, type ApiKeysState, NO_API_KEYS } from '@countersign/api-key';
import { apiKeysStream, type Log } from '@countersign/event-store';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { answeredBy } from './answered-by';
import { apiKeys, sizeOfApiKeys } from './api-keys-aggregate';
import { COMMAND_BUDGET_MS } from './command-loop';
import { foldPages } from './fold-pages';
import { LOG } from './log-token';
import { SharedReads } from './shared-reads';

const CACHE_BYTES = 32 * 1024 * 1024;
/** So old it answers, and is read anew meanwhile. */
const RENEWED_AFTER_MS = 500;
/** So old it is read before it answers, where the log can be read. */
const FRESH_MS = 1_000;
/** So old it answers no more, whatever the log does. */
const LAST_MS = 5_000;
/** For so long a read keeps a caller waiting who can be answered without it; and one who cannot. */
const PATIENCE_MS = 400;
const LONGEST_PATIENCE_MS = 2_000;
/** For so long a key that there was not is not looked for again. */
const MISSED_MS = 1_000;
const MOST_MISSED = 10_000;

interface Known {
  readonly state: ApiKeysState;
  /** When the read began that found nothing newer, on the clock of `performance.now()`. */
  asOf: number;
}
interface Renewal {
  readonly begunAt: number;
  readonly state: Promise<ApiKeysState>;
}

/**
 * The API keys of each workspace as the log has them. To judge a caller by them costs the log one read every half a
 * second, however many call; the state that he is judged by is at most a second old while the log can be read, and at
 * most five while it cannot.
 */
@Injectable()
export class WorkspaceApiKeys {
  private readonly reads = new SharedReads((workspace, deadline) => this.readOn(workspace, deadline));
  private readonly renewals = new Map<string, Renewal>();
  private readonly known = new LRUCache<string, Known>({
    maxSize: CACHE_BYTES,
    // What weighs more than the whole cache would silently not be kept, and be read anew for every call.
    sizeCalculation: ({ state }) => Math.min(CACHE_BYTES, 1 + sizeOfApiKeys(state)),
  });

  /** By workspace and id, when a key was asked for that there was not. */
  private readonly missed = new LRUCache<string, number>({ max: MOST_MISSED });

  constructor(@Inject(LOG) private readonly log: Log) {}

  /**
   * What was acknowledged anywhere before it was asked for is in the answer. By `deadline`, on the clock of
   * `performance.now()`. Throws StoreUnavailable, and CorruptStream for what this version cannot read: it could be what
   * takes a key back.
   */
  read(workspace: string, deadline: number): Promise<ApiKeysState> {
    return this.reads.read(workspace, deadline);
  }

  /** A key to judge a caller by, null where there is none. Throws as {@link read}, within about two seconds. */
  async keyOf(workspace: string, id: string): Promise<ApiKey | null> {
    const askedAt = performance.now();
    const { keys } = await this.recent(workspace);
    const key = keys.get(id);
    if (key !== undefined) return key;
    const known = this.known.get(workspace);
    if (known !== undefined && known.asOf >= askedAt) return known.state.keys.get(id) ?? null;
    const name = `${workspace} ${id}`;
    if (askedAt - (this.missed.get(name) ?? -Infinity) < MISSED_MS) return null;
    // It may have been issued a moment ago, by another gateway.
    const now = await this.read(workspace, askedAt + LONGEST_PATIENCE_MS);
    const found = now.keys.get(id) ?? null;
    if (found === null) this.missed.set(name, askedAt);
    return found;
  }

  /** As it was seen last, however long ago, without a look; null where it was not. */
  lastSeen(workspace: string, id: string): ApiKey | null {
    return this.known.peek(workspace)?.state.keys.get(id) ?? null;
  }

  /** What a command of this gateway left behind counts here at once. */
  learn(workspace: string, state: ApiKeysState): void {
    this.keep(workspace, state, this.known.get(workspace)?.asOf ?? -Infinity);
  }

  private recent(workspace: string): ApiKeysState | Promise<ApiKeysState> {
    const known = this.known.get(workspace);
    const age = ageOf(known);
    if (known === undefined || age >= FRESH_MS) return this.renewed(workspace, age);
    if (age >= RENEWED_AFTER_MS) this.renew(workspace);
    return known.state;
  }

  private async renewed(workspace: string, age: number): Promise<ApiKeysState> {
    const { begunAt, state } = this.renew(workspace);
    // Whoever comes later does not wait again for a read that does not end.
    const until = age < LAST_MS ? begunAt + PATIENCE_MS : performance.now() + LONGEST_PATIENCE_MS;
    try {
      return this.newest(workspace, await answeredBy(state, until));
    } catch (error) {
      const last = this.known.get(workspace);
      if (last !== undefined && ageOf(last) < LAST_MS) return last.state;
      throw error;
    }
  }

  /** One at a time for each workspace. */
  private renew(workspace: string): Renewal {
    const running = this.renewals.get(workspace);
    if (running !== undefined) return running;
    const begunAt = performance.now();
    const state = this.read(workspace, begunAt + COMMAND_BUDGET_MS);
    const renewal = { begunAt, state };
    this.renewals.set(workspace, renewal);
    const through = (): boolean => this.renewals.delete(workspace);
    // Who waits for it is told by the state itself.
    void state.then(through, through);
    return renewal;
  }

  private async readOn(workspace: string, deadline: number): Promise<ApiKeysState> {
    const begunAt = performance.now();
    const known = this.known.get(workspace);
    let asOf = known?.asOf ?? -Infinity;
    let state = known?.state ?? NO_API_KEYS;
    const from = BigInt(state.revision) + 1n;
    try {
      const read = this.log.readStream(apiKeysStream(workspace), from, { deadline });
      for await (const page of foldPages(apiKeys, state, read)) ({ state } = page);
      asOf = begunAt;
      return this.newest(workspace, state);
    } finally {
      // However far it came: a read that was cut off is gone on with by the next one.
      this.keep(workspace, state, asOf);
    }
  }

  /** A command of this gateway may have gone further than a read that began before it. */
  private newest(workspace: string, read: ApiKeysState): ApiKeysState {
    const known = this.known.get(workspace);
    return known === undefined || known.state.revision < read.revision ? read : known.state;
  }

  private keep(workspace: string, state: ApiKeysState, asOf: number): void {
    const known = this.known.get(workspace);
    if (known === undefined || known.state.revision < state.revision) {
      this.known.set(workspace, { state, asOf: Math.max(asOf, known?.asOf ?? -Infinity) });
    } else {
      known.asOf = Math.max(asOf, known.asOf);
    }
  }
}

function ageOf(known: Known | undefined): number {
  return known === undefined ? Infinity : performance.now() - known.asOf;
}
