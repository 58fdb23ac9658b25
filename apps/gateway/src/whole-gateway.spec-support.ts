import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStore } from '@countersign/embedded-store';
import { type Log, openLog } from '@countersign/event-store';
import { CALLERS_UNLIMITED, openServer, STREAM_TIMES } from '@countersign/http';
import type { ApiKeySecrets } from '@countersign/identity';
import { Authenticator, DEVELOPMENT_PRINCIPALS, openDevelopmentIdentity } from '@countersign/identity';
import { openViews, type Views } from '@countersign/projections';
import { CRYSTALLISER, DEADLINES, LEASES } from '@countersign/reactions';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  /** Null where it is not JSON. */
  readonly body: Record<string, unknown> | null;
}
export type Headers = Readonly<Record<string, string>>;
/** Sends a request such as `GET /v1/me` with exactly these headers. */
export type Send = (request: string, headers: Headers, body?: unknown) => Promise<Answer>;

/** The product as the composition root has it, with its own doors, in this process over a store in memory. */
export interface WholeGateway {
  readonly log: Log;
  readonly views: Views;
  readonly send: Send;
  /** The header of a development principal. */
  bearer(name: string): Promise<Headers>;
  stop(): Promise<void>;
}

export async function startWholeGateway(apiKeySecrets: ApiKeySecrets | null): Promise<WholeGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-whole-'));
  const store = await startEventStore({ inMemory: true });
  const log = openLog({ connectionString: store.connectionString });
  const views = await openViews({ database: { file: join(folder, 'views.sqlite') }, log });
  views.start();
  const identity = await openDevelopmentIdentity(folder);
  const authenticator = new Authenticator([identity.issuer], () => Date.now());
  const { adapter, refuseOtherMethods } = openServer();
  const foundations = {
    log,
    views,
    authenticator,
    apiKeySecrets,
    streamTimes: STREAM_TIMES,
    callerLimits: CALLERS_UNLIMITED,
    sessions: { isSecure: false, signIn: null },
    crystalliser: null,
  };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.over(foundations), adapter, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  await app.init();
  refuseOtherMethods();
  await adapter.getInstance().ready();
  return {
    log,
    views,
    send: (request, headers, body) => send(app, request, headers, body),
    bearer: async (name) => {
      const subject = DEVELOPMENT_PRINCIPALS.find(({ id }) => id === name);
      if (subject === undefined) throw new Error(`nobody is called ${name}`);
      return { authorization: `Bearer ${await identity.sign(subject)}` };
    },
    stop: async () => {
      await app.close();
      for (const reaction of [CRYSTALLISER, DEADLINES, LEASES])
        await app.get<{ stop(): Promise<void> }>(reaction).stop();
      await views.close();
      await log.close();
      await store.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function send(
  app: NestFastifyApplication,
  request: string,
  headers: Headers,
  body: unknown,
): Promise<Answer> {
  const [method, url] = request.split(' ') as ['GET' | 'PUT' | 'POST' | 'DELETE', string];
  const answer = await app.inject({
    method,
    url,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: isJson ? (JSON.parse(answer.body) as Record<string, unknown>) : null,
  };
}
