import { AppendTooLarge, CorruptStream, StoreUnavailable } from './log';

/** How an attempt to append ended without success. */
type Verdict =
  | { readonly kind: 'conflict' }
  /** It certainly was not recorded, and never will be. */
  | { readonly kind: 'failed'; readonly error: Error }
  /** Whether it was recorded cannot be known: repeat it. */
  | { readonly kind: 'unknown' };

/** gRPC's INVALID_ARGUMENT: the request itself is wrong. */
const INVALID_ARGUMENT = 3;

/**
 * What an error of an append means, by the client's error class (its `type`) and by gRPC code.
 *
 * Unknown is the answer for everything that is not known to be final, because a store that goes away says so in many
 * ways: `UnavailableError`, `CancelledError`, `DeadlineExceededError`, `UnknownError` ("Could not recognize Server Is
 * Not Ready", or an INTERNAL reset of the stream), plain errors with code 14, discovery that finds no node.
 */
export function judgeAppend(error: unknown, stream: string): Verdict {
  const { type, code } = error as { readonly type?: unknown; readonly code?: unknown };
  switch (type) {
    case 'wrong-expected-version':
      return { kind: 'conflict' };
    case 'stream-deleted':
      return { kind: 'failed', error: new CorruptStream(stream, 'it was deleted') };
    case 'maximum-append-size-exceeded':
      return {
        kind: 'failed',
        error: new AppendTooLarge(`the store takes no append this large: ${stream}`, { cause: error }),
      };
    case 'access-denied':
      return { kind: 'failed', error: unavailable('the store denies access', error) };
    case 'missing-required-metadata-property':
    case 'invalid-transaction':
    case 'invalid-argument':
      return { kind: 'failed', error: error as Error };
    default:
      return code === INVALID_ARGUMENT ? { kind: 'failed', error: error as Error } : { kind: 'unknown' };
  }
}

export function unavailable(doing: string, cause?: unknown): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause;
  const detail = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  return new StoreUnavailable(`${doing}${detail}`, { cause });
}

/** The client's error classes carry their name in `type`. */
export function isErrorType(error: unknown, type: string): boolean {
  return error !== null && typeof error === 'object' && (error as { readonly type?: unknown }).type === type;
}

/** The store is of a kind that this product cannot work with. */
export class UnsupportedStore extends Error {
  override readonly name = 'UnsupportedStore';
}

/** What trying again does not mend. */
export function isPermanent(error: unknown): boolean {
  return error instanceof UnsupportedStore || isErrorType(error, 'access-denied');
}

/** The connection ended under a call, or leads to a node that leads no more; the client makes a new one for the next. */
export function isDisconnection(error: unknown): boolean {
  const types = ['unavailable', 'cancelled', 'not-leader'];
  if (types.some((type) => isErrorType(error, type))) return true;
  return error instanceof Error && /RST_STREAM|Session closed/.test(error.message);
}

/** A real server's answer to a read of `$all` from a place where no record begins. */
export function isInvalidPosition(error: unknown): boolean {
  return error instanceof Error && error.message.includes('InvalidPosition');
}
