import { randomUUID } from 'node:crypto';
import {
  type CommandContext,
  CommandsModule,
  type DecideMemory,
  DecideReview,
  type MemoryAnswer,
  type ReviewAnswer,
} from '@countersign/commands';
import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { type Log, openLog, type RecordedEvent, reviewStream } from '@countersign/event-store';
import { type DatabaseAddress, type OpenedViews, openViews } from '@countersign/projections';
import type { ReviewCommand } from '@countersign/review';
import { requested, WORKSPACE } from '@countersign/testing';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';

export const LEASE_MS = 300;
/** So long after its end the lease of an executor is given up. */
export const GRACE_MS = 200;
export const HOUR = 3_600_000;
/** Nothing here takes longer, however slow the machine is. */
const PATIENCE_MS = 20_000;

/** Views of its own over a database that others share, and a write side of its own. */
export interface TestGateway {
  readonly views: OpenedViews;
  readonly execute: (command: DecideReview) => Promise<ReviewAnswer>;
  readonly remember: (command: DecideMemory) => Promise<MemoryAnswer>;
  close(): Promise<void>;
}

/** Several gateways in one process, on one store and one database. */
export class Gateways {
  readonly #open: TestGateway[] = [];

  private constructor(
    readonly store: EventStoreServer,
    readonly log: Log,
    readonly database: DatabaseAddress,
  ) {}

  static async over(database: DatabaseAddress): Promise<Gateways> {
    const store = await startEventStore({ inMemory: true });
    return new Gateways(store, openLog({ connectionString: store.connectionString }), database);
  }

  async start({ now = Date.now, leaseMs = LEASE_MS } = {}): Promise<TestGateway> {
    const { log, database } = this;
    const app: TestingModule = await Test.createTestingModule({
      imports: [CommandsModule.over(log)],
    }).compile();
    await app.init();
    const views = await openViews({
      database,
      log,
      leaseMs,
      leaseGraceMs: GRACE_MS,
      isAlone: false,
      now,
    });
    views.start();
    const gateway: TestGateway = {
      views,
      execute: (command) => app.get(CommandBus).execute<DecideReview, ReviewAnswer>(command),
      remember: (command) => app.get(CommandBus).execute<DecideMemory, MemoryAnswer>(command),
      close: async () => {
        this.#open.splice(this.#open.indexOf(gateway), 1);
        await views.close();
        await app.close();
      },
    };
    this.#open.push(gateway);
    await until(async () => (await views.reactions.deadlines.due(1)) !== null, 'live views');
    return gateway;
  }

  async stop(): Promise<void> {
    for (const gateway of [...this.#open]) await gateway.close();
    await this.log.close();
    await this.store.stop();
  }

  async eventsOf(review: string): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.log.readStream(reviewStream(WORKSPACE, review))) events.push(event);
    return events;
  }
}

function contextOf(commandId: string = randomUUID()): CommandContext {
  const shared = { requestDigest: '', correlationId: '', causationId: '', traceparent: null };
  return { commandId, ...shared, api: 'native' };
}

export async function decide(
  { execute }: Pick<TestGateway, 'execute'>,
  review: string,
  command: ReviewCommand,
): Promise<ReviewAnswer> {
  return execute(new DecideReview(review, command, contextOf()));
}

/** A review of an open slot; it was asked for a second before its deadline where that is not ahead. */
export async function asked(gateway: TestGateway, deadline: number | null): Promise<string> {
  const review = randomUUID();
  const at = Math.min(Date.now(), (deadline ?? Infinity) - 1_000);
  const answer = await decide(gateway, review, requested({ review, at, deadline }));
  if (answer.kind === 'refused') throw new Error(answer.refusal.code);
  return review;
}

/** Looks again and again, as somebody who waits for others has to. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  withinMs = PATIENCE_MS,
): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`after ${withinMs} ms still no ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
