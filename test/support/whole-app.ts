import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CommandContext,
  DecideMemory,
  DecideReview,
  type MemoryAnswer,
  type ReviewAnswer,
} from '@countersign/commands';
import { startEventStore } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import { CALLERS_UNLIMITED, openServer, STREAM_TIMES } from '@countersign/http';
import {
  ApiKeySecrets,
  type Authentication,
  Authenticator,
  openDevelopmentIdentity,
  type TokenSubject,
} from '@countersign/identity';
import type { MemoryCommand } from '@countersign/memory';
import { openViews, type Views } from '@countersign/projections';
import type { Principal, ReviewCommand } from '@countersign/review';
import {
  CRYSTALLISER,
  type Crystalliser,
  DEADLINES,
  type Deadlines,
  LEASES,
  type Leases,
} from '@countersign/reactions';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../apps/gateway/src/app.module';
import { documentOf } from '../../apps/gateway/src/openapi';
import type { Answer } from '../../libs/testing/src/dialect-app';
import type { ApiDocument } from './api-document';
import { openLogHead } from './log-head';

export type { Answer } from '../../libs/testing/src/dialect-app';

/** What a request carries besides its method and path. Text goes as it is, everything else as JSON. */
export interface Carried {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer does not end: it is left when it has begun. */
  readonly lasts?: boolean;
}

/** The whole gateway in this process, over a store in memory and SQLite, with its own guard of credentials. */
export interface WholeApp {
  readonly document: ApiDocument;
  readonly views: Views;
  /** Without a caller there is no credential. */
  send(caller: Principal | null, request: string, carried?: Carried): Promise<Answer>;
  /** The commands one after the other; the views hold what came of them. A refusal throws. */
  tell(review: string, story: readonly ReviewCommand[]): Promise<void>;
  remember(command: MemoryCommand): Promise<void>;
  /** Where the log ends, or its streams of this prefix, as the bare client of the store sees it. */
  head(prefix?: string): Promise<bigint | null>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 5_000;

export async function startWholeApp(): Promise<WholeApp> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-whole-'));
  const store = await startEventStore({ inMemory: true });
  const log = openLog({ connectionString: store.connectionString });
  const views = await openViews({ database: { file: join(folder, 'views.sqlite') }, log });
  views.start();
  const identity = await openDevelopmentIdentity(folder);
  const authenticator = new RestrictingAuthenticator([identity.issuer], () => Date.now());

  const { adapter, refuseOtherMethods } = openServer();
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.over({
      log,
      views,
      authenticator,
      apiKeySecrets: new ApiKeySecrets('a secret of this test, of no other installation'),
      streamTimes: STREAM_TIMES,
      callerLimits: CALLERS_UNLIMITED,
      sessions: { isSecure: false, signIn: null },
      crystalliser: null,
    }),
    adapter,
    { logger: false, bodyParser: false, abortOnError: false },
  );
  const document = documentOf(app) as unknown as ApiDocument;
  await app.init();
  refuseOtherMethods();
  await adapter.getInstance().ready();
  const head = openLogHead(store.connectionString);
  const bus = app.get(CommandBus);

  const tokens = new Map<Principal, Promise<string>>();
  const tokenOf = (caller: Principal): Promise<string> => {
    const known = tokens.get(caller) ?? identity.sign(subjectOf(caller));
    tokens.set(caller, known);
    return known.then((token) => authenticator.restrict(token, caller));
  };

  return {
    document,
    views,
    send: async (caller, request, carried = {}) => {
      const credential = caller === null ? {} : { authorization: `Bearer ${await tokenOf(caller)}` };
      return send(app, request, { ...carried, headers: { ...credential, ...carried.headers } });
    },
    tell: async (review, story) => {
      for (const command of story) {
        const answer = await bus.execute<DecideReview, ReviewAnswer>(
          new DecideReview(review, command, byNobody()),
        );
        if (answer.kind === 'refused') throw new Error(`${command.kind}: ${answer.refusal.code}`);
      }
      await views.progress.waitForHead(PATIENCE_MS);
    },
    remember: async (command) => {
      const answer = await bus.execute<DecideMemory, MemoryAnswer>(new DecideMemory(command, byNobody()));
      if (answer.kind === 'refused') throw new Error(`${command.kind}: ${answer.refusal.code}`);
      await views.progress.waitForHead(PATIENCE_MS);
    },
    head: (prefix) => head.position(prefix),
    stop: async () => {
      await head.close();
      await app.close();
      await Promise.all([
        app.get<Crystalliser>(CRYSTALLISER).stop(),
        app.get<Deadlines>(DEADLINES).stop(),
        app.get<Leases>(LEASES).stop(),
      ]);
      await views.close();
      await log.close();
      await store.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** As the real one, and then as if the token had been given for some things only: what a key says of itself. */
class RestrictingAuthenticator extends Authenticator {
  private readonly restricted = new Map<string, Principal['restrictedTo']>();

  restrict(token: string, { restrictedTo }: Principal): string {
    if (restrictedTo !== null) this.restricted.set(token, restrictedTo);
    return token;
  }

  override async authenticate(token: string, maxAgeMs?: number): Promise<Authentication> {
    const authentication = await super.authenticate(token, maxAgeMs);
    const restrictedTo = this.restricted.get(token);
    if (authentication.kind !== 'principal' || restrictedTo === undefined) return authentication;
    return { ...authentication, principal: { ...authentication.principal, restrictedTo } };
  }
}

const subjectOf = ({ kind, onBehalfOf, ...principal }: Principal): TokenSubject => ({
  ...principal,
  isAgent: kind === 'agent',
  ...(onBehalfOf === null ? {} : { onBehalfOf }),
});

function byNobody(): CommandContext {
  const id = randomUUID();
  return {
    ...{ commandId: id, correlationId: id, causationId: id },
    ...{ requestDigest: '', api: 'reaction', traceparent: null },
  };
}

async function send(
  app: NestFastifyApplication,
  request: string,
  { body, headers = {}, lasts = false }: Carried,
): Promise<Answer> {
  const [method, url] = request.split(' ') as ['GET', string];
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const wish = {
    ...{ method, url },
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(text !== undefined && { payload: text }),
  };
  if (lasts) {
    const begun = await app.inject({ ...wish, payloadAsStream: true });
    const stream = begun.stream();
    const text = begun.statusCode === 200 ? await firstOf(stream) : await wholeOf(stream);
    // As a client that goes: the gateway's end of it notices.
    begun.raw.res.destroy();
    return answerOf(begun.statusCode, begun.headers, text);
  }
  const answer = await app.inject(wish);
  return answerOf(answer.statusCode, answer.headers, method === ('HEAD' as string) ? '' : answer.body);
}

function answerOf(status: number, headers: Answer['headers'], text: string): Answer {
  const isJson = String(headers['content-type']).includes('json') && text !== '';
  return { status, headers, text, body: isJson ? (JSON.parse(text) as unknown) : null };
}

/** What has arrived when the first message has. */
async function firstOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.includes('\n\n')) break;
  }
  return text;
}

async function wholeOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
