import { createHash, randomUUID } from 'node:crypto';
import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { CorruptStream, type JsonRecord, type Log, openLog, reviewStream } from '@countersign/event-store';
import type { Principal, ReviewCommand } from '@countersign/review';
import {
  approve,
  ASKED_AT,
  bob,
  carol,
  expire,
  mallory,
  OTHER_WORKSPACE,
  reject,
  requested,
  WORKSPACE,
} from '@countersign/testing';
import { type CommandContext, DecideMemory, DecideReview, type ReviewAnswer } from './contract';
import { MemoryHandler } from './memory.handler';
import { ReviewHandler } from './review.handler';
import { WorkspaceRules } from './workspace-rules';

let store: EventStoreServer;
let log: Log;
/** Of the other gateway. */
let otherLog: Log;
/** Two handlers know nothing of each other, as two gateways do not. */
let here: ReviewHandler;
let there: ReviewHandler;
let review: string;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  otherLog = openLog({ connectionString: store.connectionString });
});
afterAll(async () => {
  await log.close();
  await otherLog.close();
  await store.stop();
});
beforeEach(() => {
  here = new ReviewHandler(log, new WorkspaceRules(log));
  there = new ReviewHandler(otherLog, new WorkspaceRules(otherLog));
  review = randomUUID();
});

function context(given: Partial<CommandContext> = {}): CommandContext {
  const id = randomUUID();
  const requestDigest = createHash('sha256').update('content').digest('hex');
  return {
    commandId: id,
    requestDigest,
    correlationId: id,
    causationId: id,
    api: 'access',
    traceparent: null,
    ...given,
  };
}
function send(
  to: ReviewHandler,
  command: ReviewCommand,
  given?: Partial<CommandContext>,
): Promise<ReviewAnswer> {
  return to.execute(new DecideReview(review, command, context(given)));
}
const ask = (): Promise<ReviewAnswer> => send(here, requested({ review, groups: ['banking', 'security'] }));
const statusOf = (answer: ReviewAnswer): unknown => answer.review?.status;

async function recorded(): Promise<string[]> {
  const types: string[] = [];
  for await (const event of log.readStream(reviewStream(WORKSPACE, review))) types.push(event.type);
  return types;
}

describe('a command', () => {
  it('is answered with the state that it made and its place in the log', async () => {
    const asked = await ask();
    expect(asked).toMatchObject({
      kind: 'accepted',
      repeated: false,
      review: { status: 'PENDING', revision: 0 },
    });
    const approved = await send(here, approve(bob));
    expect(approved).toMatchObject({ kind: 'accepted', review: { status: 'PENDING', revision: 1 } });
    if (asked.kind !== 'accepted' || approved.kind !== 'accepted') throw new Error('both are accepted');
    expect(approved.position ?? 0n).toBeGreaterThan(asked.position ?? 0n);
  });

  it('records nothing when it is refused', async () => {
    await ask();
    const answer = await send(here, approve(mallory));
    expect(answer).toEqual({ kind: 'refused', refusal: { code: 'not-found' }, review: null });
    expect(await recorded()).toEqual(['ReviewRequested']);
  });

  it('on a review that nobody asked for is refused', async () => {
    expect(await send(here, approve(bob))).toMatchObject({ refusal: { code: 'not-found' } });
  });
});

describe('the same command twice', () => {
  it('is answered as at first, whatever happened since, on every gateway', async () => {
    await ask();
    const sent = { commandId: randomUUID() };
    const first = await send(here, approve(bob), sent);
    await send(here, reject(carol));
    for (const gateway of [here, there]) {
      const again = await send(gateway, approve(bob), sent);
      expect(again).toMatchObject({ kind: 'accepted', repeated: true });
      expect('position' in again && again.position).toBe('position' in first && first.position);
      expect(again.review).toMatchObject({ status: 'PENDING', revision: 1 });
    }
    expect(await recorded()).toEqual([
      'ReviewRequested',
      'ApprovalGiven',
      'RejectionGiven',
      'ReviewRejected',
    ]);
  });

  it('with other content is refused', async () => {
    await ask();
    const sent = { commandId: randomUUID() };
    await send(here, approve(bob), sent);
    const other = await send(there, reject(bob), { ...sent, requestDigest: 'another' });
    expect(other).toMatchObject({ kind: 'refused', refusal: { code: 'idempotency-mismatch' } });
  });

  it('with other content at the same moment on two gateways is one of them for both', async () => {
    await ask();
    const sent = { commandId: randomUUID(), isFresh: false };
    const [one, other] = await Promise.all([
      send(here, approve(bob), sent),
      send(there, reject(bob), { ...sent, requestDigest: 'another' }),
    ]);
    const kinds = [one.kind, other.kind].sort();
    expect(kinds).toEqual(['accepted', 'refused']);
    const refused = one.kind === 'refused' ? one : other;
    expect(refused).toMatchObject({ refusal: { code: 'idempotency-mismatch' } });
    const types = await recorded();
    expect(types).toEqual(
      one.kind === 'accepted'
        ? ['ReviewRequested', 'ApprovalGiven']
        : ['ReviewRequested', 'RejectionGiven', 'ReviewRejected'],
    );
  });

  it('that asks makes one review, also at the same time on two gateways', async () => {
    const sent = { commandId: randomUUID(), isFresh: false };
    const command = requested({ review });
    const answers = await Promise.all([
      send(here, command, sent),
      send(there, command, sent),
      send(here, command, sent),
    ]);
    expect(answers.map(statusOf)).toEqual(['PENDING', 'PENDING', 'PENDING']);
    expect(await recorded()).toEqual(['ReviewRequested']);
  });
});

describe('two gateways', () => {
  it('let one of two opposite decisions win and refuse the other by what the first one made', async () => {
    await ask();
    const [approved, rejected] = await Promise.all([
      send(here, { ...approve(bob), pendingOnly: true }),
      send(there, { ...reject(carol), pendingOnly: true }),
    ]);
    expect([approved.kind, rejected.kind]).toContain('accepted');
    expect((await recorded()).filter((type) => type.startsWith('Review'))).toEqual([
      'ReviewRequested',
      'ReviewRejected',
    ]);
  });

  it('both count votes that were given at the same moment', async () => {
    await ask();
    await Promise.all([send(here, approve(bob)), send(there, approve(carol))]);
    expect(await recorded()).toEqual(['ReviewRequested', 'ApprovalGiven', 'ApprovalGiven', 'ReviewApproved']);
  });

  it('never refuse from an old cache: a refusal first reads what the other recorded', async () => {
    await ask();
    await send(there, reject(carol));
    const late = await send(here, approve(bob));
    expect(late).toMatchObject({
      refusal: { code: 'wrong-state', status: 'REJECTED', decidedBy: { id: 'carol' } },
    });
  });

  it('never call something unchanged from an old cache', async () => {
    await ask();
    await send(here, approve(bob));
    await send(there, reject(carol));
    expect(await send(here, approve(bob))).toMatchObject({ refusal: { code: 'wrong-state' } });
  });
});

describe('a deadline that passes', () => {
  const deadline = ASKED_AT + 60_000;
  beforeEach(() => send(here, requested({ review, groups: ['banking', 'security'], deadline })));

  it('ends the review once, though two gateways tell of it at the same moment', async () => {
    const answers = await Promise.all([
      send(here, expire(deadline)),
      send(there, expire(deadline + 1)),
      send(here, expire(deadline + 2)),
    ]);
    expect(answers.map(statusOf)).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED']);
    const changed = answers.filter((answer) => answer.kind === 'accepted' && answer.position !== null);
    expect(changed).toHaveLength(1);
    expect(await recorded()).toEqual(['ReviewRequested', 'ReviewExpired']);
  });

  it('is told of in the workspace that the clock names', async () => {
    const nothing = await send(here, expire(deadline, OTHER_WORKSPACE));
    expect(nothing).toEqual({ kind: 'refused', refusal: { code: 'not-found' }, review: null });
    await send(here, requested({ review, actor: { ...bob, workspace: OTHER_WORKSPACE }, deadline }));
    const elsewhere = await send(here, expire(deadline, OTHER_WORKSPACE));
    expect(elsewhere.review).toMatchObject({ workspace: OTHER_WORKSPACE, status: 'EXPIRED' });
    expect(await recorded()).toEqual(['ReviewRequested']);
  });

  it('is refused to a clock that is behind a decision of another gateway', async () => {
    await send(there, reject(carol, { at: deadline - 1 }));
    const late = await send(here, expire(deadline));
    expect(late).toMatchObject({ refusal: { code: 'wrong-state', status: 'REJECTED' } });
  });

  it('refuses who decides on another gateway afterwards, from an old cache as well', async () => {
    await send(there, expire(deadline));
    const late = await send(here, approve(bob, { at: deadline - 1 }));
    expect(late).toMatchObject({ refusal: { code: 'expired', deadline }, review: { status: 'EXPIRED' } });
  });
});

describe('fifty reviewers of one review at once', () => {
  it('all have their vote counted', async () => {
    const people = Array.from({ length: 50 }, (_, index): Principal => ({
      ...bob,
      id: `reviewer-${index}`,
      groups: [`g${index}`],
    }));
    await send(here, requested({ review, groups: people.flatMap(({ groups }) => groups) }));
    const answers = await Promise.all(people.map((person) => send(here, approve(person))));
    expect(answers.filter(({ kind }) => kind === 'accepted')).toHaveLength(50);
    expect(answers.map(statusOf).filter((status) => status === 'APPROVED')).toHaveLength(1);
  });
});

describe('a stream that cannot be decided on', () => {
  const continueWith = async (type: string, data: JsonRecord): Promise<void> => {
    await ask();
    let tip = { revision: 0n, hash: '' };
    const stream = reviewStream(WORKSPACE, review);
    for await (const { revision, envelope } of log.readStream(stream))
      tip = { revision, hash: envelope.hash };
    await log.append(stream, tip, [{ id: randomUUID(), type, data }], { ...context(), workspace: WORKSPACE });
  };

  it('takes no commands for an event that this version does not know: a missed revocation must not be honoured', async () => {
    await continueWith('ReviewTeleported', {});
    await expect(send(there, approve(bob))).rejects.toThrow(CorruptStream);
  });

  it('takes no commands for a history that cannot have happened', async () => {
    await continueWith('ReviewRejected', { at: 1, by: 'bob' });
    await expect(send(there, approve(bob))).rejects.toThrow(CorruptStream);
  });
});

describe('the memories of one source', () => {
  it('are recorded once, also by two gateways at once', async () => {
    const source = randomUUID();
    const session = `s-${randomUUID()}`;
    const command = {
      kind: 'RecordMemories',
      at: 1,
      workspace: WORKSPACE,
      session,
      review,
      source,
      runId: randomUUID(),
      memories: [{ id: randomUUID(), content: 'a sentence' }],
    } as const;
    const [first, second] = [new MemoryHandler(log), new MemoryHandler(otherLog)];
    const answers = await Promise.all([
      first.execute(new DecideMemory(command, context())),
      second.execute(new DecideMemory(command, context())),
    ]);
    expect(answers.map(({ kind }) => kind).sort()).toEqual(['accepted', 'refused']);
    const late = await second.execute(new DecideMemory(command, context()));
    expect(late).toEqual({ kind: 'refused', refusal: { code: 'already-crystallised' } });
  });

  it('are forgotten one by one, and a repeated command is answered as at first', async () => {
    const session = `s-${randomUUID()}`;
    const [kept, gone] = [randomUUID(), randomUUID()];
    const about = { workspace: WORKSPACE, session, review, source: randomUUID(), runId: randomUUID() };
    const memories = [kept, gone].map((id) => ({ id, content: 'a sentence' }));
    const handler = new MemoryHandler(log);
    await handler.execute(new DecideMemory({ kind: 'RecordMemories', at: 1, ...about, memories }, context()));
    const forget = { kind: 'ForgetMemory', at: 2, actor: bob, session, memory: gone, note: null } as const;
    const same = context();
    const first = await handler.execute(new DecideMemory(forget, same));
    expect(first).toMatchObject({ kind: 'accepted', state: { memories: [{ id: kept }] } });
    expect(await new MemoryHandler(otherLog).execute(new DecideMemory(forget, same))).toEqual(first);
    const other = await handler.execute(new DecideMemory(forget, { ...same, requestDigest: 'other' }));
    expect(other).toEqual({ kind: 'refused', refusal: { code: 'idempotency-mismatch' } });
    const again = await handler.execute(new DecideMemory(forget, context()));
    expect(again).toEqual({ kind: 'refused', refusal: { code: 'not-found' } });
  });
});
