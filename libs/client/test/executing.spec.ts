import {
  type Client,
  createClient,
  DecisionTimedOut,
  type Execution,
  OutcomeUnknown,
  ReviewNotApproved,
} from '../src';
import {
  type Answering,
  json,
  lost,
  MisbehavingServer,
  never,
  plain,
  problem,
} from './misbehaving-server.spec-support';

let server: MisbehavingServer;
let client: Client;
beforeAll(async () => {
  server = await MisbehavingServer.start();
  client = createClient({ url: server.url, token: 'alice', retry: { baseMs: 1, maxDelayMs: 5 } });
});
afterAll(() => server.stop());

const review = (status: string): object => ({ id: 'r1', revision: 3, status });
const LEASE = { number: 2, fencingToken: 5, until: 'soon', seconds: 60 };
const CLAIMED = {
  lease: LEASE,
  payload: { sql: 'x' },
  digest: 'd',
  version: 1,
  review: review('PROCESSING'),
};

/** Answers by the last part of the path. */
const byPath =
  (answers: Readonly<Record<string, Answering>>): Answering =>
  (reply, heard) => {
    const [, last = ''] = /([a-z]+)(\?.*)?$/.exec(heard.request) ?? [];
    const answer = answers[last];
    if (answer === undefined) return void reply.writeHead(500).end(`${heard.request} was not expected`);
    answer(reply, heard);
  };
const executing = (more: Readonly<Record<string, Answering>> = {}): Answering =>
  byPath({
    claim: json(CLAIMED),
    heartbeat: json({ lease: LEASE }),
    complete: json(review('EXECUTED')),
    ...more,
  });

const heard = (last: string) => server.heard.filter(({ request }) => request.endsWith(last));
const reports = (): unknown[] => heard('/complete').map(({ body }) => body);
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

beforeEach(() => {
  server.will();
  server.otherwise = executing();
});

describe('an execution', () => {
  it('runs what was claimed and reports the result, under one key however often it is sent', async () => {
    server.will(executing(), lost, executing());
    const done = await client.execute('r1', ({ payload, fencingToken }) => ({ ran: payload, fencingToken }), {
      leaseSeconds: 30,
      seenDigest: 'd',
      ifMatch: { id: 'r1', revision: 3 },
    });
    const result = { ran: { sql: 'x' }, fencingToken: 5 };
    expect(done).toEqual({ review: review('EXECUTED'), result });
    expect(heard('/claim')).toMatchObject([
      { body: { leaseSeconds: 30, seenDigest: 'd' }, headers: { 'if-match': '"r1:3"' } },
    ]);
    expect(reports()).toEqual(Array(2).fill({ fencingToken: 5, outcome: 'succeeded', result }));
    expect(new Set(heard('/complete').map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('says that it failed, and throws why', async () => {
    const run = (): never => {
      throw new Error('no such table');
    };
    await expect(client.execute('r1', run)).rejects.toThrow('no such table');
    expect(reports()).toEqual([{ fencingToken: 5, outcome: 'failed', note: 'Error: no such table' }]);
  });

  it('says that it cannot know how it ended', async () => {
    const run = (): never => {
      throw new OutcomeUnknown('the connection broke');
    };
    await expect(client.execute('r1', run)).rejects.toThrow(OutcomeUnknown);
    expect(reports()).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('that is told to stop reports that its outcome is unknown', async () => {
    const stop = new AbortController();
    const run = ({ signal }: Execution): Promise<never> => {
      setImmediate(() => stop.abort(new Error('shutting down')));
      return aborted(signal);
    };
    const running = client.execute('r1', run, { signal: stop.signal });
    await expect(running).rejects.toThrow('shutting down');
    expect(reports()).toMatchObject([{ outcome: 'unknown', note: 'Error: shutting down' }]);
  });

  it('is reported without a result that is too large', async () => {
    server.will(executing(), problem(413, 'too-large'), executing());
    await client.execute('r1', () => 'x'.repeat(10));
    expect(reports()).toMatchObject([{ result: 'xxxxxxxxxx' }, { outcome: 'succeeded', result: null }]);
  });

  it('is reported until others let it through', async () => {
    const busy = problem(409, 'conflict');
    server.will(executing(), busy, busy, executing());
    await client.execute('r1', () => 'done');
    expect(reports()).toEqual(Array(3).fill({ fencingToken: 5, outcome: 'succeeded', result: 'done' }));
  });

  it('runs nothing where the claim is refused', async () => {
    server.will(problem(409, 'wrong-state', { currentStatus: 'PROCESSING' }));
    const run = jest.fn();
    await expect(client.execute('r1', run)).rejects.toMatchObject({ currentStatus: 'PROCESSING' });
    expect(run).not.toHaveBeenCalled();
  });
});

describe('somebody who waits for a decision', () => {
  const polled = (): number => server.heard.length;

  it('asks again until there is one, through outages', async () => {
    const pending = json(review('PENDING'), { 'x-timed-out': 'true' });
    server.will(pending, ...Array<Answering>(8).fill(plain(502)), pending, json(review('REJECTED')));
    expect(await client.waitForDecision('r1')).toMatchObject({ status: 'REJECTED' });
    expect(polled()).toBe(11);
    expect(server.heard[0]?.request).toBe('GET /v1/reviews/r1/wait?for=decision&timeout=60');
  });

  it('is told when the time is over', async () => {
    const asked: string[] = [];
    // The time may be over before a server hears of it.
    const unanswered = createClient({
      url: 'http://gateway',
      token: 'alice',
      fetch: (url, { signal }) => {
        asked.push(url);
        return aborted(signal as AbortSignal);
      },
    });
    const waiting = unanswered.waitForDecision('r1', { timeoutMs: 40 });
    await expect(waiting).rejects.toThrow(DecisionTimedOut);
    await expect(waiting).rejects.toMatchObject({ reviewId: 'r1', timeoutMs: 40 });
    expect(asked[0]).toBe('http://gateway/v1/reviews/r1/wait?for=decision&timeout=1');
  });

  it('may stop', async () => {
    const stop = new AbortController();
    server.will(never);
    const waiting = client.waitForDecision('r1', { signal: stop.signal });
    stop.abort(new Error('never mind'));
    await expect(waiting).rejects.toThrow('never mind');
  });

  it('is told what is refused', async () => {
    server.will(problem(404, 'not-found'));
    await expect(client.waitForDecision('r1')).rejects.toMatchObject({ type: 'not-found' });
  });
});

describe('an agent that asks, waits and executes', () => {
  const WISH = { subjectKind: 'changeset', action: 'apply', payload: {} };

  it('runs what was approved', async () => {
    const asked = byPath({ reviews: json(review('PENDING'), {}, 201), wait: json(review('APPROVED')) });
    server.will(asked, asked);
    const { result } = await client.askWaitExecute(WISH, () => 'done', {
      idempotencyKey: 'k',
      leaseSeconds: 9,
    });
    expect(result).toBe('done');
    expect(server.heard.map(({ request }) => request.split('?')[0])).toEqual([
      'POST /v1/reviews',
      'GET /v1/reviews/r1/wait',
      'POST /v1/reviews/r1/claim',
      'POST /v1/reviews/r1/leases/2/complete',
    ]);
    expect(server.heard[0]?.headers['idempotency-key']).toBe('k');
    expect(server.heard[2]?.body).toEqual({ leaseSeconds: 9 });
  });

  it('runs nothing that was not', async () => {
    server.will(json(review('PENDING'), {}, 201), json(review('WITHDRAWN')));
    const run = jest.fn();
    const asking = client.askWaitExecute(WISH, run);
    await expect(asking).rejects.toThrow(ReviewNotApproved);
    await expect(asking).rejects.toMatchObject({ review: { status: 'WITHDRAWN' } });
    expect(run).not.toHaveBeenCalled();
  });
});
