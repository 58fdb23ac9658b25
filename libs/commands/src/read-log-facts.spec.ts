import { type Log, type LogEntry, type Position, reviewStream } from '@countersign/event-store';
import { encodeReviewEvent } from '@countersign/review';
import { approve, bob, given, requested, WORKSPACE } from '@countersign/testing';
import { ReadLogFacts } from './contract';
import { ReadLogFactsHandler } from './read-log-facts.handler';

const REVIEW = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const [approval] = given(requested()).when(approve(bob)).events;

function entry(stream: string, change: object = {}): LogEntry {
  const { type, data } = encodeReviewEvent(approval as NonNullable<typeof approval>);
  const told = { commandId: 'c', correlationId: 'c', causationId: 'c', requestDigest: '', traceparent: null };
  const chain = { schemaVersion: 1, keyId: null, previous: 'before', hash: 'own' };
  const envelope = { ...told, ...chain, workspace: WORKSPACE, api: 'native' };
  const place = { id: 'e', stream, revision: 1n, position: 1n as Position, created: 5 };
  const event = { ...place, type, data: data as never, envelope, ...change };
  return { kind: 'event', position: event.position, id: event.id, event };
}

const own = reviewStream(WORKSPACE, REVIEW);
const unreadable: LogEntry = {
  ...{ kind: 'unreadable', position: 1n as Position, id: 'e' },
  event: {
    ...{ id: 'e', stream: own, revision: 1n, position: 1n as Position, created: 5, type: 'X' },
    problem: 'its data is not JSON',
  },
};
const foreignEnvelope = {
  ...(entry(own) as { event: { envelope: object } }).event.envelope,
  workspace: REVIEW,
};

async function readOf(entries: readonly (LogEntry | null)[]) {
  let open = 0;
  let most = 0;
  const entryAt = async (position: Position): Promise<LogEntry | null> => {
    most = Math.max(most, (open += 1));
    await new Promise(setImmediate);
    open -= 1;
    return entries[Number(position)] ?? null;
  };
  const handler = new ReadLogFactsHandler({ entryAt } as Partial<Log> as Log);
  const facts = await handler.execute(
    new ReadLogFacts(
      WORKSPACE,
      entries.map((_, index) => BigInt(index) as Position),
    ),
  );
  return { facts, most };
}

describe('what stands in the log', () => {
  it.each<[string, LogEntry | null, object]>([
    [
      'an event of ours',
      entry(own),
      { told: { kind: 'review' }, previous: 'before', hash: 'own', problem: null },
    ],
    ['nothing', null, { told: null, eventId: null, problem: expect.stringContaining('no event') as string }],
    ["another workspace's", entry(reviewStream(REVIEW, REVIEW)), { told: null, eventId: null, hash: null }],
    [
      "somebody else's",
      { kind: 'foreign', position: 1n as Position, id: 'e' },
      { told: null, eventId: null },
    ],
    ['what is no JSON', unreadable, { told: null, eventId: 'e', problem: 'its data is not JSON' }],
    [
      'an unknown type',
      entry(own, { type: 'X' }),
      { told: null, hash: 'own', problem: 'unknown event type X' },
    ],
    [
      'an envelope of another workspace',
      entry(own, { envelope: foreignEnvelope }),
      { told: null, problem: expect.stringContaining('another workspace') as string },
    ],
  ])('is told of %s', async (_, found, expected) =>
    expect((await readOf([found])).facts).toMatchObject([expected]),
  );

  it('is read sixteen at once, and less of it where it is large', async () => {
    const all = Array.from({ length: 40 }, () => entry(own));
    expect(await readOf(all)).toMatchObject({ most: 16, facts: { length: 40 } });
    const note = 'x'.repeat(1_000_000);
    const { data } = encodeReviewEvent(approval as NonNullable<typeof approval>);
    const personal = { ...(data['personal'] as object), note };
    const large = Array.from({ length: 40 }, () => entry(own, { data: { ...data, personal } }));
    expect((await readOf(large)).facts.length).toBe(5);
  });
});
