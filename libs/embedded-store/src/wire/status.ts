import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import type { Expectation, WriteFailure } from '../log/expectation';

/** A status that ends a call, with the trailers by which the client knows its error class (the protocol page's *Error table*). */
export type Refusal = Partial<ServiceError> & { code: status; details: string; metadata: Metadata };

export function refusal(code: status, details: string, trailers: Record<string, string> = {}): Refusal {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, printable(value));
  return { code, details, metadata };
}

/** Trailers may hold printable ASCII only; the client does not decode what is encoded here. */
function printable(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value);
}

/** Ends what is being done with a refusal of the call. */
export class CallRefused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.details);
  }
}

export function accessDenied(): Refusal {
  return refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

export function streamDeleted(stream: string): Refusal {
  return refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

/** The numbers of the protocol's older form, which the client reads from the trailers of this one error. */
const EXPECTED_WORDS = { no_stream: -1, any: -2, stream_exists: -4 } as const;

/** A delete or a tombstone that expected another revision; `current` is undefined when there is no event. */
export function deleteConflict(stream: string, expected: Expectation, current: number | undefined): Refusal {
  const expectedVersion = String(typeof expected === 'bigint' ? expected : EXPECTED_WORDS[expected]);
  const actualVersion = String(current ?? -1);
  return refusal(
    status.FAILED_PRECONDITION,
    `Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expectedVersion}, Actual version: ${actualVersion}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': expectedVersion,
      'actual-version': actualVersion,
    },
  );
}

export function appendTooBig(limit: number): Refusal {
  return refusal(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });
}

export function missingMetadata(details: string): Refusal {
  return refusal(status.INVALID_ARGUMENT, details, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

export function invalidArgument(details: string): Refusal {
  return refusal(status.INVALID_ARGUMENT, details);
}

/** A write that has no outcome: for `log`, whether it was recorded is not known; for `fault`, it was not. */
export function notWritten(why: WriteFailure): Refusal {
  switch (why) {
    case 'log':
      return refusal(status.UNAVAILABLE, 'Server Is Not Ready');
    case 'fault':
      return refusal(status.INTERNAL, 'It was not recorded, by a fault of the store.');
  }
}
