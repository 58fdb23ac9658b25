import { randomUUID } from 'node:crypto';
import { isJsonObject, isText, isTooLong, parseExactJson, printExactJson, toInt64 } from './exact-json';

/** Who may do what with a stream, by user name or group. Undefined: as the default for its kind of stream says. */
export interface AccessList {
  readonly read: readonly string[] | undefined;
  readonly write: readonly string[] | undefined;
  readonly delete: readonly string[] | undefined;
  readonly readMetadata: readonly string[] | undefined;
  readonly writeMetadata: readonly string[] | undefined;
}

/** What the newest event of a stream's metastream says of the stream. */
export interface StreamMetadata {
  readonly maxCount: number | undefined;
  /** Milliseconds. */
  readonly maxAge: number | undefined;
  readonly truncateBefore: number;
  /** Truncated before the highest revision there is: reads say that there is no such stream, until it is written again. */
  readonly isSoftDeleted: boolean;
  readonly access: AccessList | undefined;
}

export const NO_METADATA: StreamMetadata = {
  maxCount: undefined,
  maxAge: undefined,
  truncateBefore: 0,
  isSoftDeleted: false,
  access: undefined,
};

const NOBODY: AccessList = { read: [], write: [], delete: [], readMetadata: [], writeMetadata: [] };

/** Metastreams show their newest event only, and nothing can change that. */
export const METASTREAM_METADATA: StreamMetadata = { ...NO_METADATA, maxCount: 1 };

const SOFT_DELETED = 9223372036854775807n;

/** What a soft delete records. */
export const SOFT_DELETE_JSON = Buffer.from(`{"$tb":${SOFT_DELETED}}`);

export function isMetastream(name: string): boolean {
  return name.startsWith('$$');
}

/** The metastream of a stream. */
export function metastreamOf(name: string): string {
  return `$$${name}`;
}

/** The stream that a metastream speaks of. */
export function streamOf(metastream: string): string {
  return metastream.slice(2);
}

class NotMetadata extends Error {}

/**
 * Anything that is not metadata in every part counts as none at all, as on the real server. What is too long to be read
 * may say that the stream is not for everybody: then it is for administrators.
 */
export function readMetadata(json: Buffer): StreamMetadata {
  if (isTooLong(json)) return { ...NO_METADATA, access: NOBODY };
  try {
    return read(parseExactJson(json.toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NotMetadata) return NO_METADATA;
    throw error;
  }
}

function read(value: unknown): StreamMetadata {
  if (!isJsonObject(value)) throw new NotMetadata();
  // Checked although nothing here uses it: a wrong one makes the whole metadata void.
  wholeNumber(value['$cacheControl']);
  const maxCount = wholeNumber(value['$maxCount']);
  const maxAge = wholeNumber(value['$maxAge']);
  const truncateBefore = wholeNumber(value['$tb']);
  return {
    maxCount: maxCount !== undefined && maxCount > 0n ? Number(maxCount) : undefined,
    maxAge: maxAge !== undefined && maxAge > 0n ? Number(maxAge) * 1000 : undefined,
    truncateBefore: truncateBefore !== undefined && truncateBefore > 0n ? Number(truncateBefore) : 0,
    isSoftDeleted: truncateBefore === SOFT_DELETED,
    access: readAccess(value['$acl']),
  };
}

function wholeNumber(value: unknown): bigint | undefined {
  if (value === undefined) return undefined;
  const number = toInt64(value);
  if (number === undefined) throw new NotMetadata();
  return number;
}

/** The `$acl` of metadata, and the two of `$settings`. */
function readAccess(value: unknown): AccessList | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) throw new NotMetadata();
  return {
    read: roles(value['$r']),
    write: roles(value['$w']),
    delete: roles(value['$d']),
    readMetadata: roles(value['$mr']),
    writeMetadata: roles(value['$mw']),
  };
}

function roles(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (!list.every(isText)) throw new NotMetadata();
  return list;
}

/** The stream whose newest event says who may do what where a stream's own metadata does not. */
export const SETTINGS = '$settings';

/** What `$settings` says of streams whose own metadata does not say who may do what. */
export interface DefaultAccess {
  readonly user?: AccessList | undefined;
  readonly system?: AccessList | undefined;
}

/** Anything that is not right in every part says nothing; what is too long to be read leaves all to administrators. */
export function readDefaultAccess(json: Buffer): DefaultAccess {
  if (isTooLong(json)) return { user: NOBODY, system: NOBODY };
  try {
    const value = parseExactJson(json.toString('utf8'));
    if (!isJsonObject(value)) return {};
    return { user: readAccess(value['$userStreamAcl']), system: readAccess(value['$systemStreamAcl']) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NotMetadata) return {};
    throw error;
  }
}

/**
 * The same metadata with another `$tb`, every other number and key as it stood. Undefined when it is no JSON object:
 * then nothing was truncated by it either.
 */
export function withTruncateBefore(json: Buffer, revision: number): Buffer | undefined {
  try {
    const value = parseExactJson(json.toString('utf8'));
    const printed = isJsonObject(value) ? printExactJson({ ...value, $tb: revision }) : undefined;
    return printed === undefined ? undefined : Buffer.from(printed);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The id of an event that the server records by itself. */
export function newEventId(): Buffer {
  return Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
}
