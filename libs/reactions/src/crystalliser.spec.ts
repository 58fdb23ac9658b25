import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CommandsModule,
  type CommandContext,
  type DecideMemory,
  DecideReview,
  type MemoryAnswer,
  type ReviewAnswer,
} from '@countersign/commands';
import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { type Log, memoryStream, openLog, type RecordedEvent } from '@countersign/event-store';
import { type OpenedViews, openViews } from '@countersign/projections';
import type { Principal, ReviewCommand } from '@countersign/review';
import { alice, approve, bob, reject, requested, WORKSPACE } from '@countersign/testing';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { type Crystalliser, startCrystalliser } from './crystalliser';

type Options = Parameters<typeof startCrystalliser>[0];

/** One store for all; each gateway has views of its own. */
let store: EventStoreServer;
let log: Log;
let app: TestingModule;
let folder: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crystalliser-'));
  store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  app = await Test.createTestingModule({ imports: [CommandsModule.over(log)] }).compile();
  await app.init();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(async () => {
  await app.close();
  await log.close();
  await store.stop();
  await rm(folder, { recursive: true });
});

async function viewsIn(file: string): Promise<OpenedViews> {
  const views = await openViews({ database: { file: join(folder, file) }, log });
  views.start();
  closing.push(() => views.close());
  return views;
}

const execute = (command: DecideMemory): Promise<MemoryAnswer> =>
  app.get(CommandBus).execute<DecideMemory, MemoryAnswer>(command);

function crystalliserOver(views: OpenedViews, options: Partial<Options> = {}): Crystalliser {
  const crystalliser = startCrystalliser({
    views,
    execute,
    now: () => Date.now(),
    logger: { warn: () => undefined },
    ...options,
    times: { retry: 10, idle: 20, ...options.times },
  });
  closing.push(() => crystalliser.stop());
  return crystalliser;
}

async function decide(review: string, command: ReviewCommand): Promise<ReviewAnswer & { kind: 'accepted' }> {
  const context: CommandContext = {
    commandId: randomUUID(),
    requestDigest: '',
    correlationId: '',
    causationId: '',
    api: 'native',
    traceparent: null,
  };
  const answer = await app
    .get(CommandBus)
    .execute<DecideReview, ReviewAnswer>(new DecideReview(review, command, context));
  if (answer.kind === 'refused') throw new Error(answer.refusal.code);
  return answer;
}

interface Asked {
  readonly review: string;
  readonly session: string;
}
async function asked(session: string = randomUUID()): Promise<Asked> {
  const review = randomUUID();
  await decide(review, requested({ review, session, groups: ['banking'], candidateMemories: ['Reactor 3'] }));
  return { review, session };
}
const approved = ({ review }: Asked, note: string, by: Principal = bob) =>
  decide(review, approve(by, { at: Date.now(), note }));

async function remembered({ session }: Asked): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of log.readStream(memoryStream(WORKSPACE, session))) events.push(event);
  return events;
}

/** Resolves once the views show so many memories of the session, by following what they have passed. */
async function untilRemembered(views: OpenedViews, of: Asked, count: number): Promise<readonly string[]> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), 20_000);
  try {
    const changes = views.changes.after(0n as never, over.signal)[Symbol.asyncIterator]();
    for (;;) {
      const rows = await views.memories.ofSession(alice, of.session);
      if (rows.length >= count) return rows.map(({ content }) => content);
      if ((await changes.next()).done === true) throw new Error(`only ${rows.length} of ${count} memories`);
    }
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

describe('a running crystalliser', () => {
  it('remembers a review once it is settled, citing review and event', async () => {
    const views = await viewsIn('settled.sqlite');
    crystalliserOver(views);
    const of = await asked();
    const { review } = await approved(of, 'Fine');
    expect(await untilRemembered(views, of, 2)).toEqual([
      'Bob Example approved "exec session": Fine',
      'Reactor 3',
    ]);
    const [event] = await remembered(of);
    expect(event).toMatchObject({
      type: 'MemoriesCrystallised',
      data: { review: of.review, source: 'outcome' in review ? review.outcome.eventId : '' },
    });
  });

  it('tells of a step when it begins', async () => {
    const views = await viewsIn('steps.sqlite');
    const crystalliser = crystalliserOver(views);
    const steps: unknown[] = [];
    crystalliser.onStep.subscribe((step) => steps.push(step));
    const of = await asked();
    const { review, position } = await approved(of, 'Fine');
    await untilRemembered(views, of, 2);
    const [{ data }] = (await remembered(of)) as [RecordedEvent];
    expect(steps).toContainEqual({
      kind: 'started',
      source: 'outcome' in review ? review.outcome.eventId : '',
      runId: data['runId'],
      position,
      at: expect.any(Number) as number,
    });
  });

  it('closes a source that leaves nothing, so that it is no work any more', async () => {
    const views = await viewsIn('nothing.sqlite');
    const { review, session } = await asked();
    const { position } = await decide(review, reject(bob, { at: Date.now() }));
    await views.progress.waitFor(position as never, 5_000);
    crystalliserOver(views);
    const over = new AbortController();
    for await (const change of views.changes.after(position, over.signal)) {
      if (change.kind === 'memories' && change.review === review) break;
    }
    expect(await remembered({ review, session })).toMatchObject([{ data: { memoryIds: [] } }]);
    const due = await views.reactions.crystallise.due(1_000);
    expect(due?.work.filter((work) => work.review.id === review)).toEqual([]);
  });

  it('tells only what is new when an approved review is rejected later', async () => {
    const views = await viewsIn('later.sqlite');
    crystalliserOver(views);
    const of = await asked();
    await approved(of, 'Fine');
    await untilRemembered(views, of, 2);
    await decide(of.review, reject(bob, { at: Date.now() + 5, note: 'Not any more' }));
    expect(await untilRemembered(views, of, 3)).toEqual([
      'Bob Example approved "exec session": Fine',
      'Reactor 3',
      'Bob Example rejected "exec session": Not any more',
    ]);
  });
});

describe('a crash between the decision and the memory', () => {
  it('loses nothing and doubles nothing', async () => {
    const before = await viewsIn('crash.sqlite');
    const crystalliser = crystalliserOver(before, {
      execute: () => new Promise(() => undefined),
      times: { attempt: 5 },
    });
    const of = await asked();
    const { position } = await approved(of, 'Fine');
    await before.progress.waitFor(position as never, 5_000);
    await crystalliser.stop();
    expect(await remembered(of)).toEqual([]);
    for (const close of closing.splice(0).reverse()) await close();

    const after = await viewsIn('crash.sqlite');
    crystalliserOver(after);
    await untilRemembered(after, of, 2);
    expect(await remembered(of)).toHaveLength(1);
  });

  it('doubles nothing where the memory was recorded and the answer was lost', async () => {
    const views = await viewsIn('lost.sqlite');
    let losses = 2;
    const lossy = async (command: DecideMemory): Promise<MemoryAnswer> => {
      const answer = await execute(command);
      if ((losses -= 1) >= 0) throw new Error('the answer was lost');
      return answer;
    };
    crystalliserOver(views, { execute: lossy });
    const of = await asked();
    await approved(of, 'Fine');
    await untilRemembered(views, of, 2);
    expect(await remembered(of)).toHaveLength(1);
  });

  it('is healed by views that are built anew', async () => {
    const of = await asked();
    await approved(of, 'Fine');
    const views = await viewsIn('anew.sqlite');
    crystalliserOver(views);
    await untilRemembered(views, of, 2);
    const again = await viewsIn('anew-again.sqlite');
    crystalliserOver(again);
    await untilRemembered(again, of, 2);
    expect(await remembered(of)).toHaveLength(1);
  });
});

describe('two gateways with views of their own', () => {
  it('remember everything exactly once', async () => {
    const [one, other] = [await viewsIn('one.sqlite'), await viewsIn('other.sqlite')];
    crystalliserOver(one);
    crystalliserOver(other);
    const all = await Promise.all(Array.from({ length: 10 }, () => asked()));
    await Promise.all(all.map((of, index) => approved(of, `Note ${index}`)));
    for (const of of all) {
      await untilRemembered(one, of, 2);
      await untilRemembered(other, of, 2);
      expect(await remembered(of)).toHaveLength(1);
    }
  });
});

describe('a source that cannot be crystallised', () => {
  it('is tried again with longer pauses, and others go on meanwhile', async () => {
    const views = await viewsIn('stuck.sqlite');
    const stuck = await asked();
    const warnings: string[] = [];
    let attempts = 0;
    crystalliserOver(views, {
      logger: { warn: (message) => warnings.push(message) },
      crystallise: (review, source) => {
        if (review.id !== stuck.review) return [{ id: source, content: 'Kept' }];
        if ((attempts += 1) < 3) throw new Error('no such model');
        return [{ id: source, content: 'At last' }];
      },
    });
    await approved(stuck, 'Fine');
    const other = await asked();
    await approved(other, 'Fine');
    expect(await untilRemembered(views, other, 1)).toEqual(['Kept']);
    expect(await untilRemembered(views, stuck, 1)).toEqual(['At last']);
    expect(attempts).toBe(3);
    expect(warnings).toEqual([
      expect.stringMatching(/attempt 1: Error: no such model/),
      expect.stringMatching(/attempt 2: Error: no such model/),
    ]);
  });

  it('that hangs stops no others, however many hang', async () => {
    const views = await viewsIn('hanging.sqlite');
    const hanging = await Promise.all(Array.from({ length: 7 }, () => asked()));
    const ids = new Set(hanging.map(({ review }) => review));
    crystalliserOver(views, {
      atOnce: 2,
      times: { attempt: 20, retry: 60_000 },
      crystallise: (review, source) =>
        ids.has(review.id) ? new Promise(() => undefined) : [{ id: source, content: 'Kept' }],
    });
    await Promise.all(hanging.map((of) => approved(of, 'Fine')));
    const other = await asked();
    await approved(other, 'Fine');
    expect(await untilRemembered(views, other, 1)).toEqual(['Kept']);
  });
});

describe('a crystalliser that is stopped', () => {
  it('waits for what is running', async () => {
    const views = await viewsIn('stopped.sqlite');
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const of = await asked();
    const crystalliser = crystalliserOver(views, {
      crystallise: async (review, source) => {
        if (review.id !== of.review) return [];
        begin();
        await finished;
        return [{ id: source, content: 'Kept' }];
      },
    });
    await approved(of, 'Fine');
    await begun;
    const stopped = crystalliser.stop();
    finish();
    await stopped;
    expect(await remembered(of)).toHaveLength(1);
  });
});
