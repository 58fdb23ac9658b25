import { pathOf, queryOf } from './query.ts';
import type { Answer, Transport } from './transport.ts';
import type {
  Claim,
  ClaimedExecution,
  DecidedReview,
  Decision,
  DecisionFilter,
  DecisionItem,
  DecisionResult,
  ExecutionFinding,
  ExecutionReport,
  HeldLease,
  ListedReview,
  PastTime,
  Reassignment,
  Review,
  ReviewEvent,
  ReviewFilter,
  ReviewRequest,
  Wait,
  Withdrawal,
} from './wire.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions extends ReadOptions {
  /** 1 to 255 printable ASCII characters; made anew if left out. The same key and request is the same write, for ever. */
  readonly idempotencyKey?: string | undefined;
}

/** What was read: a review, or the `ETag` of one. */
export type Seen = string | { readonly id: string; readonly revision: number };

export interface DecisionOptions extends WriteOptions {
  /** The review as it was shown: if it has changed since, the write is refused with `stale-proposal`. */
  readonly ifMatch?: Seen | undefined;
}

export interface DecisionPage {
  /** The latest first. */
  readonly items: readonly DecidedReview[];
  /** The `cursor` of the next page; null where there is none. */
  readonly next: string | null;
  /** 10,001 is more than 10,000, or not counted further. */
  readonly total: number | null;
  /** The views are behind what was written. */
  readonly isStale: boolean;
}

export interface ReviewPage {
  readonly items: readonly ListedReview[];
  /** The `cursor` of the next page; null where there is none. */
  readonly next: string | null;
  /** With `count`; 10,001 where it is not exact. */
  readonly total: number | null;
  /** The views are behind what was written. */
  readonly isStale: boolean;
}

export interface Waited {
  readonly review: Review;
  /** It is as it was when the time was over. */
  readonly isTimedOut: boolean;
}

type Note = Omit<Decision, 'verdict'>;

/** The reviews that the caller may see. Everything throws {@link CountersignProblem} and {@link CountersignUnavailable}. */
export interface Reviews {
  ask(request: ReviewRequest, options?: WriteOptions): Promise<Review>;
  /** As it is, or as it was at a revision or a time. */
  get(id: string, options?: PastTime & ReadOptions): Promise<Review>;
  /** One page. */
  list(filter?: ReviewFilter, options?: ReadOptions): Promise<ReviewPage>;
  /** Page after page, until there is no more or nobody takes more. */
  all(filter?: ReviewFilter, options?: ReadOptions): AsyncGenerator<ListedReview, void, undefined>;
  /** One page of what was decided, by everybody. */
  decisions(filter?: DecisionFilter, options?: ReadOptions): Promise<DecisionPage>;
  decide(id: string, decision: Decision, options?: DecisionOptions): Promise<Review>;
  approve(id: string, more?: Note, options?: DecisionOptions): Promise<Review>;
  reject(id: string, more?: Note, options?: DecisionOptions): Promise<Review>;
  revoke(id: string, more?: Note, options?: DecisionOptions): Promise<Review>;
  /** Up to 100; each has a result of its own, in order. */
  decideMany(items: readonly DecisionItem[], options?: WriteOptions): Promise<readonly DecisionResult[]>;
  withdraw(id: string, withdrawal?: Withdrawal, options?: DecisionOptions): Promise<Review>;
  reassign(id: string, reassignment: Reassignment, options?: DecisionOptions): Promise<Review>;
  /** Takes the grant for one use; see `execute` for all of it at once. */
  claim(id: string, claim?: Claim, options?: DecisionOptions): Promise<ClaimedExecution>;
  heartbeat(
    id: string,
    lease: Pick<HeldLease, 'number' | 'fencingToken'>,
    options?: WriteOptions,
  ): Promise<HeldLease>;
  complete(id: string, lease: number, report: ExecutionReport, options?: WriteOptions): Promise<Review>;
  reconcile(id: string, finding: ExecutionFinding, options?: WriteOptions): Promise<Review>;
  /** What happened, fact by fact, from a revision on. */
  events(
    id: string,
    options?: { readonly from?: number; readonly limit?: number } & ReadOptions,
  ): AsyncGenerator<ReviewEvent, void, undefined>;
  /** One long poll, up to 60 s; `waitForDecision` goes on. */
  wait(id: string, options?: Wait & ReadOptions): Promise<Waited>;
}

export const etagOf = (seen: Seen): string =>
  typeof seen === 'string' ? seen : `"${seen.id}:${seen.revision}"`;

/** Of one write, however often it is sent. */
export const newKey = (): string => crypto.randomUUID();

const DEFAULT_WAIT_SECONDS = 30;

export function reviewsOver(transport: Transport): Reviews {
  const read = <Body>(path: string, { signal }: ReadOptions = {}, patienceMs = 0): Promise<Answer<Body>> =>
    transport.send<Body>({ request: `GET ${path}`, key: null, signal, patienceMs });

  async function write<Body>(path: string, body: unknown, options: DecisionOptions = {}): Promise<Body> {
    const { signal, idempotencyKey: key = newKey(), ifMatch } = options;
    const headers = ifMatch === undefined ? {} : { 'if-match': etagOf(ifMatch) };
    return (await transport.send<Body>({ request: `POST ${path}`, body, headers, key, signal })).body;
  }

  const decide: Reviews['decide'] = (id, decision, options) =>
    write(pathOf`/v1/reviews/${id}/decisions`, decision, options);

  async function page<Body>(path: string, options?: ReadOptions) {
    const { body, headers } = await read<Body>(path, options);
    const total = headers.get('x-total-count');
    return {
      ...body,
      total: total === null ? null : Number(total),
      isStale: headers.get('x-stale') === 'true',
    };
  }

  const list: Reviews['list'] = (filter = {}, options) =>
    page<Pick<ReviewPage, 'items' | 'next'>>(`/v1/reviews${queryOf(filter)}`, options);

  return {
    ask: (request, options) => write('/v1/reviews', request, options),
    get: async (id, { signal, ...when } = {}) =>
      (await read<Review>(pathOf`/v1/reviews/${id}` + queryOf(when), { signal })).body,
    list,
    async *all(filter = {}, options) {
      let cursor = filter.cursor ?? null;
      do {
        const page = await list({ ...filter, ...(cursor !== null && { cursor }) }, options);
        yield* page.items;
        cursor = page.next;
      } while (cursor !== null);
    },
    decisions: (filter = {}, options) =>
      page<Pick<DecisionPage, 'items' | 'next'>>(`/v1/decisions${queryOf(filter)}`, options),
    decide,
    approve: (id, more, options) => decide(id, { ...more, verdict: 'approve' }, options),
    reject: (id, more, options) => decide(id, { ...more, verdict: 'reject' }, options),
    revoke: (id, more, options) => decide(id, { ...more, verdict: 'revoke' }, options),
    decideMany: async (items, options) => {
      type Results = { readonly results: readonly DecisionResult[] };
      return (await write<Results>('/v1/reviews/decisions', { items }, options)).results;
    },
    withdraw: (id, withdrawal = {}, options) =>
      write(pathOf`/v1/reviews/${id}/withdraw`, withdrawal, options),
    reassign: (id, reassignment, options) => write(pathOf`/v1/reviews/${id}/reassign`, reassignment, options),
    claim: (id, claim = {}, options) => write(pathOf`/v1/reviews/${id}/claim`, claim, options),
    heartbeat: async (id, { number, fencingToken }, options) => {
      const path = pathOf`/v1/reviews/${id}/leases/${number}/heartbeat`;
      return (await write<{ readonly lease: HeldLease }>(path, { fencingToken }, options)).lease;
    },
    complete: (id, lease, report, options) =>
      write(pathOf`/v1/reviews/${id}/leases/${lease}/complete`, report, options),
    reconcile: (id, finding, options) => write(pathOf`/v1/reviews/${id}/reconcile`, finding, options),
    async *events(id, { signal, from = 0, limit } = {}) {
      type Page = { readonly items: readonly ReviewEvent[]; readonly next: number | null };
      for (let next: number | null = from; next !== null;) {
        const path: string = pathOf`/v1/reviews/${id}/events` + queryOf({ from: next, limit });
        const { body }: Answer<Page> = await read<Page>(path, { signal });
        yield* body.items;
        next = body.next;
      }
    },
    wait: async (id, { signal, ...wait } = {}) => {
      const path = pathOf`/v1/reviews/${id}/wait` + queryOf(wait);
      const patienceMs = 1000 * (wait.timeout ?? DEFAULT_WAIT_SECONDS);
      const { body, headers } = await read<Review>(path, { signal }, patienceMs);
      return { review: body, isTimedOut: headers.get('x-timed-out') === 'true' };
    },
  };
}
