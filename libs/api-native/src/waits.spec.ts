import { EventEmitter } from 'node:events';
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
      byId: () => {
        this.asked.push('review');
        const read = this.current;
        this.whileRead();
        return Promise.resolve(read);
      },
    };
    this.changes = new ReviewChanges(views);
    this.waits = new ReviewWaits(reads as unknown as ReviewReads, this.changes);
  }

  wait(client: Client, query: Partial<WaitQuery> = {}): Promise<Review> {
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
  readonly raw = new EventEmitter();
  judgement: Judgement = 'stands';
  constructor(private readonly caller: Principal = bob) {}

  get exchange(): Exchange {
    const reply = { raw: this.raw, header: (name: string, value: string) => this.headers.set(name, value) };
    const standing = { expiresAt: Infinity, judge: () => Promise.resolve(this.judgement) };
    return { caller: this.caller, standing, reply } as unknown as Exchange;
  }
}

const failureOf = (answer: Promise<Review>): Promise<unknown> =>
  answer.then(
    () => null,
    (error: unknown) => (error as Failed).failure,
  );
const turn = (): Promise<void> => new Promise(setImmediate);

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
    expect(client.headers).toEqual(new Map([['ETag', `"${approved.id}:${approved.revision}"`]]));
  });

  it('costs nothing while nothing happens, with 2,000 others', async () => {
    const clients = Array.from({ length: 2_000 }, () => new Client());
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

  it('leaves nothing behind when it goes away', async () => {
    const client = new Client();
    const answer = waiting.wait(client);
    await turn();
    client.raw.emit('close');
    await answer;
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

  it('is told nothing once its credential or its sight of the review is gone', async () => {
    const fallen = new Client();
    fallen.judgement = 'fallen';
    const answers = [fallen, new Client(mallory)].map((client) => failureOf(waiting.wait(client)));
    await turn();
    waiting.change(approved);
    expect(await Promise.all(answers)).toMatchObject([
      { kind: 'unauthenticated' },
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
