import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counts } from '../libs/testing/src/counts';
import { people, type Reply, type Send } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';
import { decisionsInTheLog } from './support/truth';

jest.setTimeout(counts(120_000, 900_000));

const ROUNDS = counts(20, 500);
const AT_ONCE = 10;
const CROWD = 50;

interface Review {
  readonly id: string;
  readonly status: string;
  readonly revision: number;
  readonly digest: string;
}
interface Problem {
  readonly type: string;
  readonly currentStatus?: string;
  readonly currentRevision?: number;
}

let connectionString: string;
let urls: readonly string[];
let subject: Awaited<ReturnType<typeof people>>;

/** Two gateways with views of their own, on one store. */
beforeAll(async () => {
  const [here, there] = [await newFolder(), await newFolder()];
  subject = await people(here);
  await copyFile(join(here, 'development-key.json'), join(there, 'development-key.json'));
  ({ connectionString } = await startStore(await newFolder()));
  const env = { EVENTSTORE_CONNECTION_STRING: connectionString };
  urls = (await Promise.all([startGateway(here, env), startGateway(there, env)])).map(({ url }) => url);
});
afterAll(cleanUp);

const at = (gateway: 0 | 1, name: Parameters<typeof subject.as>[0]): Send =>
  subject.as(name).at(urls[gateway] as string);

async function asked(send: Send, more: Readonly<Record<string, unknown>> = {}): Promise<Review> {
  const payload = { input: 'select 1' };
  const reply = await send('POST', '/v1/reviews', {
    subjectKind: 'session',
    action: 'exec',
    payload,
    groups: ['banking'],
    ...more,
  });
  expect([reply.status, reply.text]).toEqual([201, expect.anything()]);
  return reply.json as Review;
}
const decide = (send: Send, { id }: Review, body: object): Promise<Reply> =>
  send('POST', `/v1/reviews/${id}/decisions`, body);
/** As it is after these answers, whichever gateway gave them. */
async function current({ id }: Review, replies: readonly Reply[]): Promise<Review> {
  const positions = replies.flatMap(({ headers }) => headers.get('x-position') ?? []).map(BigInt);
  const last = positions.reduce((latest, position) => (position > latest ? position : latest), 0n);
  const after = { 'x-after-position': String(last) };
  const reply = await at(0, 'dave')('GET', `/v1/reviews/${id}`, undefined, after);
  return reply.json as Review;
}

/** Every answer is yes, or a no that says how things stand. */
function expectToldWhy(reply: Reply): void {
  if (reply.status === 200) return;
  expect([409, 412]).toContain(reply.status);
  const { currentRevision } = reply.json as Problem;
  expect([reply.text, currentRevision]).toEqual([reply.text, expect.any(Number)]);
}

async function inRounds(round: () => Promise<void>): Promise<void> {
  for (let done = 0; done < ROUNDS; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, round));
  }
}

/** Both at once, each at a gateway of its own; which one is sent first changes. */
let flips = 0;
async function race(
  one: () => Promise<Reply>,
  other: () => Promise<Reply>,
): Promise<readonly [Reply, Reply]> {
  flips += 1;
  let pair: readonly [Reply, Reply];
  if (flips % 2 === 0) pair = await Promise.all([one(), other()]);
  else {
    const [second, first] = await Promise.all([other(), one()]);
    pair = [first, second];
  }
  pair.forEach(expectToldWhy);
  return pair;
}

const statuses = (replies: readonly Reply[]): readonly number[] => replies.map(({ status }) => status);
const problemIn = ({ json }: Reply): Problem => json as Problem;

describe(`at two gateways at once, ${ROUNDS} times each`, () => {
  it('two approvals of what must be pending: one is given', () =>
    inRounds(async () => {
      const { id } = await asked(at(0, 'alice'), { groups: ['*'] });
      const [one, other] = await Promise.all([
        at(0, 'bob')('POST', `/api/v1/approvals/${id}/approve`, {}),
        at(1, 'carol')('POST', `/api/v1/approvals/${id}/approve`, {}),
      ]);
      expect([...statuses([one, other])].sort()).toEqual([200, 409]);
    }));

  it('an approval and a rejection: no stands, whoever was first', () =>
    inRounds(async () => {
      const review = await asked(at(0, 'alice'), { groups: ['*'] });
      const [approved, rejected] = await race(
        () => decide(at(0, 'bob'), review, { verdict: 'approve' }),
        () => decide(at(1, 'carol'), review, { verdict: 'reject' }),
      );
      expect(rejected.status).toBe(200);
      if (approved.status !== 200) expect(problemIn(approved).currentStatus).toBe('REJECTED');
      expect((await current(review, [approved, rejected])).status).toBe('REJECTED');
    }));

  it('an approval of what was seen and an amendment of it: one of them', () =>
    inRounds(async () => {
      const review = await asked(at(0, 'alice'), { groups: ['*'] });
      const replies = await race(
        () => decide(at(0, 'bob'), review, { verdict: 'approve', seenDigest: review.digest }),
        () => decide(at(1, 'carol'), review, { verdict: 'approve', amendments: { input: 'select 2' } }),
      );
      expect([...statuses(replies)].sort()).not.toEqual([200, 200]);
      expect(statuses(replies)).toContain(200);
      const after = await current(review, replies);
      const isAmended = replies[0].status === 412;
      expect([after.status, after.digest === review.digest]).toEqual(
        isAmended ? ['PENDING', false] : ['APPROVED', true],
      );
    }));

  it('an approval and a withdrawal: it is withdrawn, and nobody approves it after', () =>
    inRounds(async () => {
      const review = await asked(at(0, 'alice'));
      const [approved, withdrawn] = await race(
        () => decide(at(0, 'bob'), review, { verdict: 'approve' }),
        () => at(1, 'alice')('POST', `/v1/reviews/${review.id}/withdraw`, {}),
      );
      expect(withdrawn.status).toBe(200);
      if (approved.status !== 200) expect(problemIn(approved).currentStatus).toBe('WITHDRAWN');
      expect((await current(review, [approved, withdrawn])).status).toBe('WITHDRAWN');
    }));

  it('an approval and the deadline: it is approved in time, or expired for good', async () => {
    const ends = { APPROVED: 0, EXPIRED: 0 };
    await inRounds(async () => {
      const deadline = Date.now() + 300;
      const review = await asked(at(0, 'alice'), { deadline: new Date(deadline).toISOString() });
      await new Promise((resolve) => setTimeout(resolve, deadline - Date.now() - 80 * Math.random()));
      const approved = await decide(at(1, 'bob'), review, { verdict: 'approve' });
      expectToldWhy(approved);
      if (approved.status !== 200) expect(approved.text).toMatch(/urn:countersign:problem:expired/);
      const wait = `/v1/reviews/${review.id}/wait?for=decision&timeout=10`;
      const { status } = (await at(0, 'dave')('GET', wait)).json as Review;
      expect(status).toBe(approved.status === 200 ? 'APPROVED' : 'EXPIRED');
      ends[status as keyof typeof ends] += 1;
    });
    console.log(`approved ${ends.APPROVED}, expired ${ends.EXPIRED}`);
  });

  it('a claim and a revocation: it is executed or revoked, never both', () =>
    inRounds(async () => {
      const review = await asked(at(0, 'alice'));
      await decide(at(0, 'bob'), review, { verdict: 'approve' });
      const replies = await race(
        () => at(0, 'alice')('POST', `/v1/reviews/${review.id}/claim`, {}),
        () => decide(at(1, 'bob'), review, { verdict: 'revoke' }),
      );
      expect([...statuses(replies)].sort()).toEqual([200, 409]);
      const { status } = await current(review, replies);
      expect(status).toBe(replies[0].status === 200 ? 'PROCESSING' : 'REVOKED');
      const loser = replies.find((reply) => reply.status !== 200) as Reply;
      expect(problemIn(loser).currentStatus).toBe(status);
    }));

  it('two claims: one executes', () =>
    inRounds(async () => {
      const review = await asked(at(0, 'alice'));
      await decide(at(0, 'bob'), review, { verdict: 'approve' });
      const replies = await race(
        () => at(0, 'alice')('POST', `/v1/reviews/${review.id}/claim`, {}),
        () => at(1, 'dave')('POST', `/v1/reviews/${review.id}/claim`, {}),
      );
      expect([...statuses(replies)].sort()).toEqual([200, 409]);
      const loser = replies.find((reply) => reply.status !== 200) as Reply;
      expect(problemIn(loser).currentStatus).toBe('PROCESSING');
    }));
});

describe('a crowd at one review', () => {
  const crowd = Array.from({ length: CROWD }, (_, index) => `u${index}`);

  /** A busy gateway may send somebody away for a moment; he comes back with the same key, as any client does. */
  async function insisting(send: Send, { id }: Review, key: string): Promise<Reply> {
    for (let tries = 1; ; tries += 1) {
      const path = `/v1/reviews/${id}/decisions`;
      const reply = await send('POST', path, { verdict: 'approve' }, { 'idempotency-key': key });
      if (reply.status !== 503 || tries === 5) return reply;
    }
  }

  it(`of ${CROWD} who are all needed: every vote lands`, async () => {
    const review = await asked(at(0, 'alice'), { groups: crowd.map((id) => `user:${id}`) });
    const replies = await Promise.all(
      crowd.map(async (id, index) => {
        const voter = await subject.make({ ...plain, id, name: id });
        return insisting(voter.at(urls[index % 2] as string), review, id);
      }),
    );
    expect(new Set(statuses(replies))).toEqual(new Set([200]));
    expect(await current(review, replies)).toMatchObject({ status: 'APPROVED', approvals: CROWD });
  });

  it(`of ${CROWD} executors: one claims it`, async () => {
    const review = await asked(at(0, 'alice'));
    await decide(at(0, 'bob'), review, { verdict: 'approve' });
    const replies = await Promise.all(
      crowd.map(async (id, index) => {
        const executor = await subject.make({ ...plain, id, name: id, isAgent: true, scopes: ['execute'] });
        return executor.at(urls[index % 2] as string)('POST', `/v1/reviews/${review.id}/claim`, {});
      }),
    );
    replies.forEach(expectToldWhy);
    expect(statuses(replies).filter((status) => status === 200)).toHaveLength(1);
  });
});

const plain = {
  email: '',
  groups: [],
  roles: [],
  workspace: 'ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c',
};

describe('what the log holds after all this', () => {
  it('is whole', async () => {
    expect((await decisionsInTheLog(connectionString)).brokenChains).toEqual([]);
  });
});
