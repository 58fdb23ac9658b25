import {
  DeadlineExceededError,
  EventStoreDBClient,
  MaxAppendSizeExceededError,
  NO_STREAM,
  StreamDeletedError,
  WrongExpectedVersionError,
  type EventData,
  type JSONType,
} from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import streamsPb from '@eventstore/db-client/generated/streams_pb';
import { status, type ServiceError } from '@grpc/grpc-js';
import { setTimeout as wait } from 'node:timers/promises';
import { BEHIND } from '../service/behind';
import { BAD_SETTINGS, NO_ANSWER, OTHER_CONTENT } from '../exit-codes';
import type { Recorded } from './recorded-log';
import { Stopped } from './stopped';

/** Events that follow each other in one stream, with their place there. */
export interface Piece {
  readonly stream: string;
  readonly revision: number;
  readonly events: readonly Recorded[];
}

/** Appended; or something else is at that place; or the stream was ended for good. */
export type Answer = 'taken' | 'conflict' | 'ended';

/** Where a log is copied to, through the unmodified client. */
export class OtherServer {
  private readonly client: EventStoreDBClient;

  constructor(connectionString: string) {
    try {
      this.client = EventStoreDBClient.connectionString(connectionString);
    } catch (error) {
      throw new Stopped(
        BAD_SETTINGS,
        `--to is no connection string that the client takes: ${(error as Error).message}`,
      );
    }
  }

  close(): Promise<void> {
    return this.client.dispose();
  }

  /** Repeats change nothing: the ids and the place are those of the first time. */
  append(piece: Piece): Promise<Answer> {
    return answered(piece.stream, () =>
      keepsBytes(piece) ? this.appendByClient(piece) : this.appendBytes(piece),
    );
  }

  tombstone(stream: string): Promise<Answer> {
    return answered(stream, () => this.client.tombstoneStream(stream));
  }

  private appendByClient({ stream, revision, events }: Piece): Promise<unknown> {
    const expectedRevision = revision === 0 ? NO_STREAM : BigInt(revision - 1);
    return this.client.appendToStream(stream, events.map(toEventData), {
      expectedRevision,
      deadline: 30_000,
    });
  }

  /** The client writes JSON anew, so what would not come out as it is goes by the client's own connection as bytes. */
  private appendBytes({ stream, revision, events }: Piece): Promise<unknown> {
    return this.client['execute'](
      StreamsClient,
      'copy',
      (stub) =>
        new Promise<void>((resolve, reject) => {
          const call = stub.append(
            ...this.client['callArguments']({ deadline: 30_000 }),
            (error, response) => {
              if (error) reject(error);
              else if (response.hasWrongExpectedVersion())
                reject(Object.assign(new Error('conflict'), { isConflict: true }));
              else resolve();
            },
          );
          call.on('error', reject);
          for (const message of toMessages(stream, revision, events)) call.write(message);
          call.end();
        }),
    );
  }
}

export function keepsBytes({ events }: Piece): boolean {
  return events.every(({ isJson, data }) => !isJson || isWrittenAnewTheSame(data));
}

function isWrittenAnewTheSame(data: Uint8Array): boolean {
  const text = Buffer.from(data).toString('utf8');
  try {
    return Buffer.from(JSON.stringify(JSON.parse(text))).equals(data);
  } catch {
    return false;
  }
}

function toEventData({ id, type, isJson, data, metadata }: Recorded): EventData {
  // The client takes bytes of exactly this class as they are.
  const more = { metadata: metadata.length === 0 ? undefined : Uint8Array.from(metadata) };
  if (!isJson)
    return { id, type, contentType: 'application/octet-stream', data: Uint8Array.from(data), ...more };
  return {
    id,
    type,
    contentType: 'application/json',
    data: JSON.parse(Buffer.from(data).toString('utf8')) as JSONType,
    ...more,
  };
}

function toMessages(stream: string, revision: number, events: readonly Recorded[]): streamsPb.AppendReq[] {
  const options = new streamsPb.AppendReq.Options();
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  options.setStreamIdentifier(identifier);
  if (revision === 0) options.setNoStream(new sharedPb.Empty());
  else options.setRevision(String(revision - 1));
  const head = new streamsPb.AppendReq();
  head.setOptions(options);
  return [head, ...events.map(toMessage)];
}

function toMessage({ id, type, isJson, data, metadata }: Recorded): streamsPb.AppendReq {
  const proposed = new streamsPb.AppendReq.ProposedMessage();
  const uuid = new sharedPb.UUID();
  uuid.setString(id);
  proposed.setId(uuid);
  proposed.getMetadataMap().set('type', type);
  proposed.getMetadataMap().set('content-type', isJson ? 'application/json' : 'application/octet-stream');
  proposed.setData(data);
  proposed.setCustomMetadata(metadata);
  const message = new streamsPb.AppendReq();
  message.setProposedMessage(proposed);
  return message;
}

/** How long, and how often, a server is asked again whose disk is behind. */
const BEHIND_FOR_MS = 60_000;
const ASKED_EVERY_MS = 100;

/** A server answers so what its disk did not take in time, recorded or not: repeats change nothing. */
async function whenNotBehind(call: () => Promise<unknown>): Promise<void> {
  for (const begun = performance.now(); ; await wait(ASKED_EVERY_MS)) {
    try {
      await call();
      return;
    } catch (error) {
      if (!isBehind(error) || performance.now() - begun > BEHIND_FOR_MS) throw error;
    }
  }
}

async function answered(stream: string, call: () => Promise<unknown>): Promise<Answer> {
  try {
    await whenNotBehind(call);
    return 'taken';
  } catch (error) {
    if (error instanceof WrongExpectedVersionError || isConflict(error)) return 'conflict';
    if (error instanceof StreamDeletedError || /is deleted/.test(messageOf(error))) return 'ended';
    if (error instanceof MaxAppendSizeExceededError)
      throw new Stopped(
        OTHER_CONTENT,
        `An event of ${stream} is larger than what the other server takes at once: ${error.message}`,
      );
    if (isRefused(error))
      throw new Stopped(
        OTHER_CONTENT,
        `The other server does not take an event of ${stream}: ${messageOf(error)}`,
      );
    throw new Stopped(NO_ANSWER, `The other server did not take an event of ${stream}: ${messageOf(error)}`);
  }
}

function isConflict(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'isConflict' in error;
}

/** What is so whenever it is sent: too large, for one. */
function isRefused(error: unknown): boolean {
  const { code } = error as Partial<ServiceError>;
  return code === status.INVALID_ARGUMENT || (code === status.RESOURCE_EXHAUSTED && !isBehind(error));
}

/** Refused for now, or out of time. The client keeps the words of a status whose code it does not know. */
function isBehind(error: unknown): boolean {
  const { code } = error as Partial<ServiceError>;
  return (
    error instanceof DeadlineExceededError ||
    code === status.DEADLINE_EXCEEDED ||
    messageOf(error).includes(BEHIND)
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
