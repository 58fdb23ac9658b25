import { Metadata, status, type ServiceError } from '@grpc/grpc-js';

/** A status that ends a call, with the trailers by which the client knows its error class (the protocol page's *Error table*). */
export type Refusal = Partial<ServiceError> & { code: status; details: string };

export function refusal(code: status, details: string, trailers: Record<string, string> = {}): Refusal {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, printable(value));
  return { code, details, metadata };
}

/** Trailers may hold printable ASCII only; the client does not decode what is encoded here. */
function printable(value: string): string {
  return /^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value);
}

export function streamDeleted(stream: string): Refusal {
  return refusal(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
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

/** The log does not take appends any more; whether this one was recorded is not known. */
export function unavailable(): Refusal {
  return refusal(status.UNAVAILABLE, 'Server Is Not Ready');
}
