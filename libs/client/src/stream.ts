import { EventFrames, type Frame } from './event-frames.ts';
import { leash, type Leash, pause } from './pause.ts';
import { CountersignUnavailable } from './problem.ts';
import { queryOf } from './query.ts';
import { delayOf, isRetried, retryAfterMs } from './retry.ts';
import { errorOf, jsonIn, type Transport } from './transport.ts';
import type { EventFilter, ReviewSummary } from './wire.ts';

/** A fact of a review, and the review as it was after it. */
export interface ReviewChange {
  readonly position: string;
  readonly eventId: string;
  /** Such as `ReviewApproved`. */
  readonly type: string;
  readonly review: ReviewSummary;
}

interface SessionChange {
  readonly position: string;
  readonly eventId: string;
  readonly session: string;
  readonly review: string;
  readonly at: string;
}

/** An outcome was crystallised. */
export interface Remembered extends SessionChange {
  readonly source: string;
  readonly runId: string;
  readonly memoryIds: readonly string[];
  readonly forgotten?: undefined;
}

/** The memories of these ids are to be shown no more. */
export interface Forgotten extends SessionChange {
  readonly forgotten: readonly string[];
}

/** Something was missed: read again what you show; what follows comes after this position. */
export interface Reset {
  readonly position: string;
}

/** `id` is where to go on after it, as `lastEventId`. */
export type StreamMessage =
  | { readonly id: string; readonly event: 'review'; readonly data: ReviewChange }
  | { readonly id: string; readonly event: 'memories'; readonly data: Remembered | Forgotten }
  | { readonly id: string; readonly event: 'reset'; readonly data: Reset };

export interface EventOptions {
  readonly signal?: AbortSignal | undefined;
  /** Go on after this message; left out, the stream begins now. */
  readonly lastEventId?: string | undefined;
  /** A connection that brings nothing for so long is given up. The gateway says something every 15 s. */
  readonly silentMs?: number | undefined;
  /**
   * Told that something came, if only a sign of life, and that a connection is lost and will be opened again; and how
   * far it has come: where to go on, as `lastEventId`, also where there was no message yet. Empty while that is unknown.
   */
  readonly onConnection?: ((connection: 'alive' | 'lost', id: string) => void) | undefined;
}

const SILENT_MS = 45_000;
const REQUEST = 'GET /v1/stream';
/** Connections in a row that brought nothing but what cannot be read. */
const MOST_GARBLED = 5;

/** How far a stream has come, over all its connections. */
interface Place {
  id: string;
  baseMs: number;
  /** Connections in a row that brought nothing. */
  failures: number;
  garbled: number;
}

/**
 * The changes that the caller may see, as they happen. Cut off, it comes back by itself and goes on after the last
 * message that was taken, none missing and none twice, for as long as it takes. Ends when the signal aborts; throws
 * `CountersignProblem` for what the gateway refuses, such as a credential that counts no more.
 */
export async function* eventsOver(
  transport: Transport,
  filter: EventFilter,
  { signal, lastEventId = '', silentMs = SILENT_MS, onConnection = () => undefined }: EventOptions = {},
): AsyncGenerator<StreamMessage, void, undefined> {
  const place: Place = { id: lastEventId, baseMs: transport.retry.baseMs, failures: 0, garbled: 0 };
  const request = `${REQUEST}${queryOf(filter)}`;
  while (!signal?.aborted) {
    const held = leash(signal);
    let lost: Lost;
    try {
      lost = yield* connection(transport, request, place, { held, silentMs, onConnection });
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    } finally {
      // Also when nobody takes any more.
      held.abort(new Error('the stream is over'));
      held.release();
    }
    if (signal?.aborted) return;
    onConnection('lost', place.id);
    await comeBack(transport, place, lost, signal);
  }
}

interface Lost {
  readonly kind: 'lost';
  readonly error: Error;
  readonly retryAfterMs: number | null;
}

async function comeBack(transport: Transport, place: Place, lost: Lost, signal?: AbortSignal): Promise<void> {
  const attempt = place.failures + 1;
  place.failures += 1;
  const limits = { baseMs: place.baseMs, maxDelayMs: transport.retry.maxDelayMs };
  const delayMs = delayOf(attempt, limits, lost.retryAfterMs);
  transport.onRetry({ request: REQUEST, attempt, delayMs, error: lost.error });
  await pause(delayMs, signal).catch(() => undefined);
}

interface Watch {
  readonly held: Leash;
  readonly silentMs: number;
  readonly onConnection: (connection: 'alive' | 'lost', id: string) => void;
}

/** One connection until it is lost. Throws what no coming back mends. */
async function* connection(
  transport: Transport,
  request: string,
  place: Place,
  { held, silentMs, onConnection }: Watch,
): AsyncGenerator<StreamMessage, Lost, undefined> {
  const opened = await openStream(transport, request, place, held).catch(lostBy);
  if (opened.kind === 'refused') throw opened.error;
  if (opened.kind === 'lost') return opened;
  const { reader } = opened;
  const frames = new EventFrames();
  for (;;) {
    const chunk = await nextChunk(reader, held, silentMs);
    if (chunk.kind === 'lost') return chunk;
    place.failures = 0;
    const before = place.id;
    onConnection('alive', before);
    for (const frame of frames.push(chunk.bytes)) {
      const message = messageIn(frame);
      if (message === 'garbled') return garbled(place);
      // Before it is told: whoever takes it has got it.
      if (frame.id !== '') place.id = frame.id;
      if (message === null) continue;
      place.garbled = 0;
      yield message;
    }
    if (place.id !== before) onConnection('alive', place.id);
    place.baseMs = frames.retryMs ?? place.baseMs;
  }
}

type Opened =
  | { readonly kind: 'open'; readonly reader: ReadableStreamDefaultReader<Uint8Array> }
  | { readonly kind: 'refused'; readonly error: Error }
  | Lost;

async function openStream(
  transport: Transport,
  request: string,
  { id }: Place,
  held: Leash,
): Promise<Opened> {
  const { attemptMs } = transport.retry;
  held.after(attemptMs, () => new Error(`no answer within ${attemptMs} ms`));
  const headers = { accept: 'text/event-stream', ...(id !== '' && { 'last-event-id': id }) };
  const response = await transport.open({ request, headers, signal: held.signal });
  const { ok, status, body } = response;
  const type = response.headers.get('content-type') ?? '';
  if (ok && body !== null && type.startsWith('text/event-stream'))
    return { kind: 'open', reader: body.getReader() };
  const error = errorOf(request, response, jsonIn(await response.text()));
  if (!isRetried(status)) return { kind: 'refused', error };
  return { kind: 'lost', error, retryAfterMs: retryAfterMs(response.headers.get('retry-after')) };
}

/** Only while it is waited for: a reader who takes his time is not silence. */
async function nextChunk(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  held: Leash,
  silentMs: number,
): Promise<{ readonly kind: 'chunk'; readonly bytes: Uint8Array } | Lost> {
  held.after(silentMs, () => new Error(`silent for ${silentMs} ms`));
  try {
    const { done, value } = await reader.read();
    return done ? lostBy(new Error('the connection was closed')) : { kind: 'chunk', bytes: value };
  } catch (error) {
    return lostBy(held.signal.aborted ? held.signal.reason : error);
  } finally {
    held.rest();
  }
}

function lostBy(error: unknown): Lost {
  const message = error instanceof Error ? error.message : String(error);
  const unavailable = new CountersignUnavailable(`${REQUEST}: ${message}`, null, { cause: error });
  return { kind: 'lost', error: unavailable, retryAfterMs: null };
}

function garbled(place: Place): Lost {
  const error = new CountersignUnavailable(`${REQUEST}: a message after ${place.id} cannot be read`);
  place.garbled += 1;
  place.failures = place.garbled;
  if (place.garbled >= MOST_GARBLED) throw error;
  return { kind: 'lost', error, retryAfterMs: null };
}

const EVENTS: readonly string[] = ['review', 'memories', 'reset'] satisfies StreamMessage['event'][];

/** Null for what is not told: pings, and what only a newer client knows. */
function messageIn({ id, event, data }: Frame): StreamMessage | 'garbled' | null {
  if (data === null || !EVENTS.includes(event)) return null;
  const parsed = jsonIn(data);
  if (typeof parsed !== 'object' || parsed === null) return 'garbled';
  return { id, event, data: parsed } as StreamMessage;
}
