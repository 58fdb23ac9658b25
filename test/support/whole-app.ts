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
import { type Log, openLog, type StoredLog } from '@countersign/event-store';
import {
  ApiKeySecrets,
  Authenticator,
  openDevelopmentIdentity,
  type TokenSubject,
} from '@countersign/identity';
import type { MemoryCommand } from '@countersign/memory';
import { openViews, type Views } from '@countersign/projections';
import type { Principal, ReviewCommand } from '@countersign/review';
import { dave } from '@countersign/testing';
import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Answer } from '../../libs/testing/src/dialect-app';
import type { ApiDocument } from './api-document';
import { startAppOver } from './app-over';
import { openLogHead } from './log-head';

export type { Answer } from '../../libs/testing/src/dialect-app';

export type Headers = Readonly<Record<string, string>>;

/** What a request carries besides its method and path. Text goes as it is, everything else as JSON. */
export interface Carried {
  readonly body?: unknown;
  readonly headers?: Headers;
  /** The answer does not end: it is left when it has begun. */
  readonly lasts?: boolean;
}

/** The product as the composition root has it, with its own doors, in this process over a store in memory and SQLite. */
export interface WholeApp {
  readonly document: ApiDocument;
  readonly log: Log & StoredLog;
  readonly views: Views;
  /**
   * The header of somebody: a token, or where he is restricted to some things an API key for them, which he issued
   * himself if he administers, and dave otherwise. Nobody has none.
   */
  credentialOf(caller: Principal | null): Promise<Headers>;
  /** Without a caller there is no credential. */
  send(caller: Principal | null, request: string, carried?: Carried): Promise<Answer>;
  /** The commands one after the other; the views hold what came of them. A refusal throws. */
  tell(review: string, story: readonly ReviewCommand[]): Promise<void>;
  remember(command: MemoryCommand): Promise<void>;
  /** Where the log ends, or its streams of this prefix, as the bare client of the store sees it. */
  head(prefix?: string): Promise<bigint | null>;
  /** The ids of all requests for which something was recorded, as the same client sees them. */
  recordedFor(): Promise<ReadonlySet<string>>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 5_000;
const SECRETS = new ApiKeySecrets('a secret of this test, of no other installation');

export async function startWholeApp(apiKeySecrets: ApiKeySecrets | null = SECRETS): Promise<WholeApp> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-whole-'));
  const store = await startEventStore({ inMemory: true });
  // The store is in this process: where it says nothing, neither does anything else.
  const log = openLog({ connectionString: store.connectionString, readTimeout: PATIENCE_MS });
  const views = await openViews({ database: { file: join(folder, 'views.sqlite') }, log });
  views.start();
  const identity = await openDevelopmentIdentity(folder);
  const authenticator = new Authenticator([identity.issuer], () => Date.now());

  const { app, document, stop } = await startAppOver({
    ...{ log, views, authenticator, apiKeySecrets, development: identity },
  });
  const head = openLogHead(store.connectionString);
  const bus = app.get(CommandBus);

  const known = new Map<Principal, Promise<Headers>>();
  const credentialOf = (caller: Principal | null): Promise<Headers> => {
    if (caller === null) return Promise.resolve({});
    const credential = known.get(caller) ?? (caller.restrictedTo === null ? tokenOf(caller) : keyOf(caller));
    known.set(caller, credential);
    return credential;
  };
  const tokenOf = async (caller: Principal): Promise<Headers> => ({
    authorization: `Bearer ${await identity.sign(subjectOf(caller))}`,
  });
  const keyOf = async (caller: Principal): Promise<Headers> => {
    const issuer = caller.roles.includes('admin') ? { ...caller, restrictedTo: null } : dave;
    const headers = await credentialOf(issuer);
    const issued = await send(app, 'POST /v1/api-keys', { headers, body: keyFor(caller) });
    if (issued.status !== 201) throw new Error(`no API key for ${caller.id}: ${issued.text}`);
    return { 'x-api-key': (issued.body as { key: string }).key };
  };

  return {
    document,
    log,
    views,
    credentialOf,
    send: async (caller, request, carried = {}) =>
      send(app, request, {
        ...carried,
        headers: { ...(await credentialOf(caller)), ...carried.headers },
      }),
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
    recordedFor: () => head.requests(),
    stop: async () => {
      await head.close();
      await stop();
      await views.close();
      await log.close();
      await store.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** What a token of his says. */
export const subjectOf = ({ kind, onBehalfOf, ...principal }: Principal): TokenSubject => ({
  ...principal,
  isAgent: kind === 'agent',
  ...(onBehalfOf === null ? {} : { onBehalfOf }),
});

/** What he would ask for, to be able to do these things only. */
const keyFor = ({ id, kind, name, email, slackId, groups, roles, onBehalfOf, restrictedTo }: Principal) => ({
  name: `key of ${id}`,
  holder: { id, kind, name, email, slackId, groups, roles, onBehalfOf },
  scopes: restrictedTo,
});

function byNobody(): CommandContext {
  const id = randomUUID();
  return {
    ...{ commandId: id, correlationId: id, causationId: id },
    ...{ requestDigest: '', api: 'reaction', traceparent: null },
  };
}

/** Past the network. */
export async function send(
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
  const isJson = /[/+]json/.test(String(headers['content-type'])) && text !== '';
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
