import { digestOf, type JsonObject, type Principal } from '@countersign/review';
import type { FastifyRequest } from 'fastify';
import { v5 as uuidOf, v7 as newUuid } from 'uuid';
import { Failed } from './failure';

/** What makes a command the same one when it is sent again, and what it came with. */
interface CommandIdentity {
  readonly commandId: string;
  /** SHA-256, hex, over the canonical form of what is wished. */
  readonly requestDigest: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** W3C Trace Context, null where there is none or it is malformed. */
  readonly traceparent: string | null;
  /** The id is new: made for this request and no other. */
  readonly isFresh: boolean;
  /** On the clock of `performance.now()`: of the whole request, however many commands are tried for it. */
  readonly deadline: number;
}

/** What a request wants, in its dialect's own words: compared only with itself, sent again. */
interface Wish {
  readonly operation: string;
  /** The id in the path, as it was given. */
  readonly target: string;
  readonly body: object;
}

const NAMESPACE = '7a4f7f3e-3f0b-5b7e-9d57-6f6b1f6b8a51';
/** Of the 5 s within which every request is answered; the rest is for what is done before and after its commands. */
const COMMANDS_MS = 4_500;
const PRINTABLE = /^[\x20-\x7e]{1,255}$/;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The key of the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), with or without quotes; null
 * without one. Throws {@link Failed} unless it is 1 to 255 printable ASCII characters.
 */
export function idempotencyKey({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const header = headers['idempotency-key'];
  if (header === undefined) return null;
  const key = String(header)
    .trim()
    .replace(/^"(.*)"$/, '$1');
  if (PRINTABLE.test(key)) return key;
  const loc = ['header', 'Idempotency-Key'];
  const msg = 'Idempotency-Key should be 1 to 255 printable ASCII characters';
  throw new Failed({ kind: 'invalid', problems: [{ loc, msg, type: 'string_pattern_mismatch' }] });
}

/** With a key the same command for the same principal, whichever gateway it reaches; without one a new command. */
export function commandIdentity(
  request: Pick<FastifyRequest, 'headers' | 'id'>,
  caller: Principal,
  wish: Wish,
  key: string | null,
): CommandIdentity {
  const { traceparent } = request.headers;
  const commandId = key === null ? newUuid() : derived('command', caller, key);
  return {
    commandId,
    requestDigest: digestOf({ ...wish, body: wish.body as JsonObject }),
    correlationId: request.id,
    causationId: commandId,
    traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : null,
    isFresh: key === null,
    deadline: performance.now() + COMMANDS_MS,
  };
}

/**
 * One of several commands of one request: under its key it is the same command for the same target, whatever else is
 * sent with it. The target is a uuid.
 */
export function itemIdentity(whole: CommandIdentity, wish: Wish): CommandIdentity {
  const commandId = whole.isFresh ? newUuid() : uuidOf(wish.target, whole.commandId);
  const requestDigest = digestOf({ ...wish, body: wish.body as JsonObject });
  return { ...whole, commandId, requestDigest, causationId: commandId };
}

/** The id of the review that a request asks for: with a key always the same one (the design's *Asking*). */
export function reviewIdFor(requester: Principal, key: string | null): string {
  return key === null ? newUuid() : derived('review', requester, key);
}

function derived(what: string, { workspace, id }: Principal, key: string): string {
  return uuidOf(JSON.stringify([what, workspace, id, key]), NAMESPACE);
}
