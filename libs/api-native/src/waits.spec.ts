import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Exchange, Failed, Judgement, ReviewReads } from '@countersign/http';
import type { Progress } from '@countersign/projections';
import { audienceOf, type Principal, type Review, type ReviewCommand } from '@countersign/review';
import {
  alice,
  approve,
  bob,
  claim,
  dave,
  given,
  mallory,
  reassign,
  report,
  requested,
} from '@countersign/testing';
import { Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ChangeRing } from '../../projections/src/progress/change-ring';
import type { WaitQuery } from './history-schema';
import { ReviewChanges } from './review-changes';
import { ReviewWaits } from './review-waits';
import { problem, ReviewsApp, UNKNOWN } from './reviews-app.spec-support';

type Position = Parameters<Progress['waitFor']>[0];

/** What became of a review by these commands, the last of which stands for its change. */
const became = (...commands: readonly ReviewCommand[]): Review => given(requested(), ...commands).review;
const pending = became();
const approved = became(approve(bob));
const processing = became(approve(bob), claim(alice));
const executed = became(approve(bob), claim(alice), report(alice, 'succeeded'));

/** Views of one review, with everything that is asked of them. */
class Waiting {
  readonly asked: string[] = [];
  current: Review = pending;
  whileRead: () => void = () => undefined;
  isBehind = false;
  private readonly ring = new ChangeRing();
  private last = 0n;
  readonly changes: ReviewChanges;
  private readonly waits: ReviewWaits;

  constructor() {
    this.ring.startAfter(null);
    const views = {
      changes: {
        after: (...from: Parameters<ChangeRing['after']>) => {
          this.asked.push('changes');
          return this.ring.after(...from);
        },
      },
      progress: { position: () => this.last as Position } as Progress,
    };
    const reads = {
      byId: ({ reply }: Exchange) => {
        this.asked.push('review');
        const read = this.current;
        void reply.header('ETag', tagOf(read));
        if (this.isBehind) void reply.header('X-Stale', 'true');
        this.whileRead();
        return Promise.resolve(read);
      },
    };
    this.changes = new ReviewChanges(views);
    this.waits = new ReviewWaits(reads as unknown as ReviewReads, this.changes);
  }

  wait(client: Client, query: Partial<WaitQuery> = {}): Promise<Review | undefined> {
    return this.waits.wait(client.exchange, pending.id, { for: 'decision', timeout: 60, ...query });
  }

  change(review: Review): void {
    this.current = review;
    this.last += 1n;
    const change = {
      kind: 'review',
      position: this.last as Position,
      eventId: `event-${this.last}`,
      type: 'ReviewApproved',
      review,
      audience: audienceOf(review),
    } as const;
    this.ring.release([{ change, weight: 1 }]);
  }

  /** The ring was overtaken. */
  overtake(review: Review): void {
    this.current = review;
    this.ring.startAfter(null);
  }
}

class Client {
  readonly headers = new Map<string, string>();
  readonly socket = new EventEmitter();
  readonly raw = Object.assign(new EventEmitter(), { req: { socket: this.socket } });
  judgement: Judgement = 'stands';
  constructor(private readonly caller: Principal = bob) {}

  get exchange(): Exchange {
    const reply = {
      raw: this.raw,
      header: (name: string, value: string) => this.headers.set(name, value),
      removeHeader: (name: string) => this.headers.delete(name),
    };
    const standing = { expiresAt: Infinity, judge: () => Promise.resolve(this.judgement) };
    return { caller: this.caller, standing, reply } as unknown as Exchange;
  }
}

const tagOf = ({ id, revision }: Review): string => `"${id}:${revision}"`;
const somebody = (): Principal => ({ ...bob, id: `bob-${randomUUID()}` });
const failureOf = (answer: Promise<unknown>): Promise<unknown> =>
  answer.then(
    () => null,
    (error: unknown) => (error as Failed).failure,
  );
async function eventually(holds: () => boolean): Promise<void> {
  for (const until = Date.now() + 5_000; !holds() && Date.now() < until;) await turn();
  expect(holds()).toBe(true);
}
const turn = (): Promise<void> => new Promise(setImmediate);

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

let waiting: Waiting;
beforeEach(() => {
  waiting = new Waiting();
});
afterEach(() => waiting.changes.onModuleDestroy());

describe('whoever waits for a decision', () => {
  it('is answered at once where it was made', async () => {
    waiting.current = approved;
    const client = new Client();
    expect(await waiting.wait(client)).toBe(approved);
    expect(client.headers).toEqual(new Map([['ETag', tagOf(approved)]]));
  });

  it('costs nothing while nothing happens, with 2,000 others', async () => {
    const clients = Array.from({ length: 2_000 }, () => new Client(somebody()));
    const answers = clients.map((client) => waiting.wait(client));
    await turn();
    expect(waiting.changes.size).toBe(2_000);
    expect(waiting.asked.filter((what) => what === 'changes')).toHaveLength(1);
    const before = waiting.asked.length;
    expect(before).toBe(2_001);
    await turn();
    waiting.change(approved);
    for (const review of await Promise.all(answers)) expect(review).toBe(approved);
    expect(waiting.asked).toHaveLength(before);
    expect(waiting.changes.size).toBe(0);
  });

  it('is told of what comes while the review is read', async () => {
    waiting.whileRead = () => waiting.change(approved);
    expect(await waiting.wait(new Client())).toBe(approved);
  });

  it('is not answered by what leaves it pending, until the time-out', async () => {
    const client = new Client();
    const reassigned = became(reassign(dave, 'carol'));
    waiting.whileRead = () => waiting.change(reassigned);
    const soon = 0.02 as WaitQuery['timeout'];
    expect(await waiting.wait(client, { timeout: soon })).toBe(reassigned);
    expect(client.headers.get('X-Timed-Out')).toBe('true');
  });

  it('or the end, goes on through approval and execution', async () => {
    waiting.current = approved;
    const client = new Client();
    expect(await waiting.wait(client, { for: 'end', timeout: 0 })).toBe(approved);
    expect(client.headers.get('X-Timed-Out')).toBe('true');
    const answer = waiting.wait(new Client(), { for: 'end' });
    await turn();
    waiting.change(processing);
    waiting.change(executed);
    expect(await answer).toBe(executed);
  });

  it('looks again where changes were missed', async () => {
    const answer = waiting.wait(new Client());
    await turn();
    waiting.overtake(approved);
    expect(await answer).toBe(approved);
    expect(waiting.asked).toEqual(['changes', 'review', 'review']);
  });

  it('is answered at the time-out however often changes are missed, and looks seldom', async () => {
    waiting.whileRead = () => waiting.overtake(pending);
    const client = new Client();
    expect(await waiting.wait(client, { timeout: 0.02 })).toBe(pending);
    expect(client.headers.get('X-Timed-Out')).toBe('true');
    expect(waiting.asked.filter((what) => what === 'review').length).toBeLessThan(6);
  });

  it('is told that an answer may be behind of that answer only', async () => {
    waiting.isBehind = true;
    const [told, late] = [new Client(), new Client()];
    const answer = waiting.wait(told);
    await turn();
    waiting.change(approved);
    await answer;
    expect(told.headers).toEqual(new Map([['ETag', tagOf(approved)]]));
    waiting.current = pending;
    waiting.whileRead = () => (waiting.isBehind = false);
    waiting.isBehind = true;
    await waiting.wait(late, { timeout: 0 });
    expect([...late.headers.keys()].sort()).toEqual(['ETag', 'X-Timed-Out']);
  });

  it('keeps nothing of the review meanwhile', async () => {
    const held = new WeakRef({ ...pending });
    waiting.current = held.deref() ?? pending;
    const answer = waiting.wait(new Client());
    await turn();
    waiting.current = pending;
    await turn();
    collectGarbage();
    expect(held.deref()).toBeUndefined();
    waiting.change(approved);
    expect(await answer).toBe(approved);
  });

  it('does so a hundred times at once, and leaves the others theirs', async () => {
    const clients = Array.from({ length: 100 }, () => new Client());
    const answers = clients.map((client) => waiting.wait(client));
    expect(await failureOf(waiting.wait(new Client()))).toMatchObject({ kind: 'too-many-waits', limit: 100 });
    const other = waiting.wait(new Client(somebody()));
    clients[0]?.raw.emit('close');
    await answers[0];
    const again = waiting.wait(new Client());
    await turn();
    waiting.change(approved);
    expect(await Promise.all([other, again])).toEqual([approved, approved]);
    expect(await waiting.wait(new Client())).toBe(approved);
  });

  it.each([
    ['', (client: Client) => client.raw.emit('close')],
    [
      ' with its connection, on which it stands behind others',
      (client: Client) => client.socket.emit('close'),
    ],
  ])('leaves nothing behind when it goes away%s', async (_, go) => {
    const client = new Client();
    const answer = waiting.wait(client);
    await turn();
    go(client);
    expect(await answer).toBeUndefined();
    expect(waiting.changes.size).toBe(0);
    expect(client.raw.listenerCount('close')).toBe(0);
  });

  it('is told that the gateway stops', async () => {
    const answer = failureOf(waiting.wait(new Client()));
    await turn();
    waiting.changes.onModuleDestroy();
    const stopping = { kind: 'unavailable', problem: 'the gateway is stopping', retryAfterSeconds: 1 };
    expect(await answer).toEqual(stopping);
    expect(await failureOf(waiting.wait(new Client()))).toEqual(stopping);
  });

  it('is told nothing once its credential or its sight of the review is gone, or cannot be known', async () => {
    const fallen = new Client();
    fallen.judgement = 'fallen';
    const lapsed = new Client();
    lapsed.judgement = 'lapsed';
    const answers = [fallen, lapsed, new Client(mallory)].map((client) => failureOf(waiting.wait(client)));
    await turn();
    waiting.change(approved);
    expect(await Promise.all(answers)).toMatchObject([
      { kind: 'unauthenticated' },
      { kind: 'unavailable', problem: 'identities cannot be verified now' },
      { kind: 'refused', refusal: { code: 'not-found' } },
    ]);
  });
});

describe('the long poll', () => {
  let app: ReviewsApp;
  beforeAll(async () => {
    app = await ReviewsApp.start();
  });
  afterAll(() => app.stop());

  it('answers with the review as a read does', async () => {
    const { id } = await app.ask();
    const early = await app.get(bob, `/${id}/wait?timeout=0`);
    expect(early).toMatchObject({ status: 200, headers: { 'x-timed-out': 'true', etag: `"${id}:0"` } });
    const waits = app.get(alice, `/${id}/wait`);
    await app.decide(bob, id);
    const late = await waits;
    expect(late).toMatchObject({ status: 200, headers: { etag: `"${id}:2"` }, body: { status: 'APPROVED' } });
    expect(late.headers).not.toHaveProperty('x-timed-out');
    expect(late.body).toEqual((await app.get(alice, `/${id}`)).body);
  });

  it('is refused like a read', async () => {
    const { id } = await app.ask();
    for (const [who, target] of [
      [mallory, id],
      [bob, UNKNOWN],
      [bob, 'nonsense'],
    ] as const) {
      expect(await app.get(who, `/${target}/wait`)).toMatchObject(problem(404, 'not-found'));
    }
    for (const query of ['timeout=61', 'timeout=-1', 'timeout=x', 'for=ever'])
      expect(await app.get(bob, `/${id}/wait?${query}`)).toMatchObject(problem(400, 'invalid-request'));
  });
});

/** Gives this process's own followers of reviews away. */
@Module({})
class FollowersModule implements OnModuleInit {
  static changes: ReviewChanges | undefined;
  constructor(private readonly modules: ModuleRef) {}
  onModuleInit(): void {
    FollowersModule.changes = this.modules.get(ReviewChanges, { strict: false });
  }
}

describe('a long poll over a connection', () => {
  it('ends when the client goes away, and when the gateway stops', async () => {
    const app = await ReviewsApp.start([FollowersModule]);
    const url = await app.core.listen();
    const { id } = await app.ask();
    const follow = (signal: AbortSignal | null = null): Promise<Response> =>
      fetch(`${url}/v1/reviews/${id}/wait?timeout=60`, { headers: { authorization: 'Bearer bob' }, signal });
    const waiters = (count: number) => eventually(() => FollowersModule.changes?.size === count);

    const leaving = new AbortController();
    const left = follow(leaving.signal).catch((error: unknown) => (error as Error).name);
    await waiters(1);
    leaving.abort();
    expect(await left).toBe('AbortError');
    await waiters(0);

    const answer = follow();
    await waiters(1);
    const stopped = app.stop();
    const { status, headers } = await answer;
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    await stopped;
  });
});
