import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogExports, LogVerifications } from '@countersign/audit';
import { CommandsModule, DecideReview, type ReviewAnswer } from '@countersign/commands';
import { startEventStore } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import {
  admit,
  CALLER_LIMITS,
  type CallerLimits,
  CALLERS_UNLIMITED,
  type DialectErrors,
  Failed,
  FailureFilter,
  type Judgement,
  HttpModule,
  openServer,
  RateLimits,
  type Standing,
} from '@countersign/http';
import { openViews, VIEWS, type Views } from '@countersign/projections';
import type { Principal, Review, ReviewCommand } from '@countersign/review';
import { type CanActivate, type ExecutionContext, Global, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyReply, FastifyRequest, InjectOptions } from 'fastify';
import * as callers from './callers';
import * as people from './people';
import { waitingThrough } from './waiting-through';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  /** Null where there is no body. */
  readonly body: unknown;
}

/** What a request carries besides its method and path. Text goes as it is, everything else as JSON. */
export interface Carried {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Dialects over the whole core, in this process: an embedded store in memory, the log, the views. */
export interface DialectApp {
  readonly views: Views;
  /** Sends a request such as `GET /api/reviews`; without a caller it has no credential. */
  send(caller: Principal | null, request: string, carried?: Carried): Promise<Answer>;
  /** What no request can say, such as that a deadline has passed. It must be accepted; the views hold it then. */
  execute(review: string, command: ReviewCommand): Promise<Review>;
  /** Listens on a free port of this machine, for answers that do not end; its address. */
  listen(): Promise<string>;
  /** From now on nobody's credential counts, though nobody could say so of a request that was let in before. */
  dismissEverybody(): void;
  /** From now on the store cannot be reached. */
  cutStore(): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 5_000;

export async function startDialectApp(
  modules: readonly Type[],
  errors: readonly DialectErrors[],
  limits: CallerLimits = CALLERS_UNLIMITED,
): Promise<DialectApp> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-dialect-'));
  const store = await startEventStore({ inMemory: true });
  // The store is in this process: where it says nothing, neither does anything else.
  const log = openLog({ connectionString: store.connectionString, readTimeout: PATIENCE_MS });
  const opened = await openViews({ database: { file: join(folder, 'views.sqlite') }, log });
  opened.start();
  // The first to ask would not wait for tables to be made.
  await opened.progress.waitForHead(PATIENCE_MS);
  const views = waitingThrough(opened);

  @Global()
  @Module({
    providers: [
      { provide: VIEWS, useValue: views },
      { provide: LogExports, useValue: new LogExports(log) },
      { provide: LogVerifications, useValue: new LogVerifications(log) },
      { provide: CALLER_LIMITS, useValue: limits },
    ],
    exports: [VIEWS, LogExports, LogVerifications, CALLER_LIMITS],
  })
  class ViewsModule {}

  let isDismissed = false;
  const judge = () => Promise.resolve<Judgement>(isDismissed ? 'fallen' : 'stands');

  const { adapter, refuseOtherMethods } = openServer();
  const testing = await Test.createTestingModule({
    imports: [ViewsModule, CommandsModule.over(log), HttpModule, ...modules],
    providers: [
      {
        provide: APP_GUARD,
        inject: [RateLimits],
        useFactory: (limits: RateLimits) => nameIsCredential(judge, limits),
      },
      { provide: APP_FILTER, useValue: new FailureFilter(errors) },
    ],
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(adapter, { bodyParser: false });
  await app.init();
  refuseOtherMethods();
  await adapter.getInstance().ready();

  let isCut = false;
  const cutStore = async (): Promise<void> => {
    if (!isCut) await store.stop();
    isCut = true;
  };
  return {
    views,
    send: (caller, request, carried) => send(app, caller, request, carried),
    execute: async (review, command) => {
      const answer = await execute(app.get(CommandBus), review, command);
      await views.progress.waitForHead(PATIENCE_MS);
      return answer;
    },
    listen: async () => {
      await app.listen(0, '127.0.0.1');
      return app.getUrl();
    },
    dismissEverybody: () => {
      isDismissed = true;
    },
    cutStore,
    stop: async () => {
      await app.close();
      await opened.close();
      await log.close();
      await cutStore();
      await rm(folder, { recursive: true });
    },
  };
}

async function execute(bus: CommandBus, review: string, command: ReviewCommand): Promise<Review> {
  const id = randomUUID();
  const context = {
    commandId: id,
    requestDigest: '',
    correlationId: id,
    causationId: id,
    api: 'reaction',
    traceparent: null,
  } as const;
  const answer = await bus.execute<DecideReview, ReviewAnswer>(new DecideReview(review, command, context));
  if (answer.kind === 'refused') throw new Error(`${command.kind}: ${answer.refusal.code}`);
  return answer.review;
}

async function send(
  app: NestFastifyApplication,
  caller: Principal | null,
  request: string,
  { body, headers = {} }: Carried = {},
): Promise<Answer> {
  const [method, url] = request.split(' ') as [NonNullable<InjectOptions['method']>, string];
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const answer = await app.inject({
    method,
    url,
    headers: {
      ...(caller !== null && { authorization: `Bearer ${caller.id}` }),
      ...(text !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(text !== undefined && { payload: text }),
  });
  const type = String(answer.headers['content-type']);
  const isJson = method !== 'HEAD' && /[/+]json/.test(type);
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: isJson ? (JSON.parse(answer.body) as unknown) : null,
  };
}

const known = new Map(
  [...Object.values(people), ...Object.values(callers)]
    .filter((value): value is Principal => typeof value === 'object')
    .map((principal) => [principal.id, principal]),
);

/** Stands for the credential guard: a person's name is his credential. */
const nameIsCredential = (judge: Standing['judge'], limits: RateLimits): CanActivate => ({
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const principal = known.get(request.headers['authorization']?.replace('Bearer ', '') ?? '');
    if (principal === undefined) throw new Failed({ kind: 'unauthenticated', reason: 'nobody of this name' });
    admit(request, principal, { expiresAt: Number.POSITIVE_INFINITY, judge });
    await limits.take({ caller: principal, reply: http.getResponse<FastifyReply>() }, 1);
    return true;
  },
});
