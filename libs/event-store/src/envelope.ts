import { hash as digestOf, randomFillSync } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Envelope, EventContext, EventDraft, JsonRecord, JsonValue, StreamTip } from './log';

/** A personal part as it is stored; a sealed one is null, and only its digest in the metadata stays. */
type StoredPart = { readonly salt: string; readonly value: JsonValue } | null;

/** The metadata as it is stored. `personal` names the digest of every part, so that the chain outlives the parts. */
export interface StoredMetadata {
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly commandId: string;
  readonly requestDigest: string;
  readonly workspace: string;
  readonly api: string;
  readonly traceparent: string | null;
  readonly schemaVersion: number;
  readonly keyId: string | null;
  readonly previous: string | null;
  readonly hash: string;
  readonly personal?: Readonly<Record<string, string>>;
}

/** An event ready to be appended: what the store gets, and where it will stand in its chain. */
export interface SealedEvent {
  readonly id: string;
  readonly type: string;
  readonly revision: bigint;
  readonly data: JsonRecord;
  readonly metadata: StoredMetadata;
}

/** What an event's hash covers, besides its place. */
interface Chained {
  readonly previous: string | null;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
}

/**
 * Seals the drafts of one append: salts each personal part, and chains each event to the one before it, from `tip` on
 * (the design's *Facts*). Sealed once, an append is repeated as it is: sealing anew draws other salts.
 */
export function seal(
  stream: string,
  tip: StreamTip | null,
  drafts: readonly EventDraft[],
  context: EventContext,
): readonly SealedEvent[] {
  let previous = tip === null ? null : tip.hash;
  let revision = tip === null ? -1n : tip.revision;
  return drafts.map((draft): SealedEvent => {
    revision += 1n;
    const parts = sealParts(draft.data['personal']);
    const chained = { previous, stream, revision, type: draft.type };
    const hash = chainHash(chained, draft.data, parts?.digests);
    const { id, type } = draft;
    const data = parts === null ? draft.data : { ...draft.data, personal: parts.stored };
    const metadata = describe(context, draft.schemaVersion ?? 1, previous, hash);
    previous = hash;
    return {
      id,
      type,
      revision,
      data,
      metadata: parts === null ? metadata : { ...metadata, personal: parts.digests },
    };
  });
}

/**
 * SHA-256, hex, over the RFC 8785 canonical JSON of `{data, previous, revision, stream, type}`: the revision as a
 * decimal string, and in the data each personal part replaced by its salted digest.
 */
export function chainHash(
  { previous, stream, revision, type }: Chained,
  data: JsonRecord,
  digests: Readonly<Record<string, string>> | undefined,
): string {
  const hashed = digests === undefined ? data : { ...data, personal: digests };
  return digestOf(
    'sha256',
    `{"data":${canonical(hashed)},"previous":${previous === null ? 'null' : `"${previous}"`},` +
      `"revision":"${revision}","stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}}`,
  );
}

/** SHA-256, hex, over the salt's text followed by the canonical JSON of the value. */
export function partDigest(salt: string, value: JsonValue): string {
  return digestOf('sha256', salt + canonical(value));
}

/** The envelope of a stored event, or null where the metadata is not one of ours. */
export function openEnvelope(metadata: unknown): Envelope | null {
  if (!isRecord(metadata)) return null;
  const { $correlationId, $causationId, commandId, requestDigest, workspace, api } = metadata;
  const { traceparent, schemaVersion, keyId, previous, hash } = metadata;
  const texts = [$correlationId, $causationId, commandId, requestDigest, workspace, api, hash];
  const optional = [traceparent, keyId, previous];
  if (typeof schemaVersion !== 'number' || !texts.every((text) => typeof text === 'string')) return null;
  if (!optional.every((text) => text === null || typeof text === 'string')) return null;
  return {
    correlationId: $correlationId,
    causationId: $causationId,
    commandId,
    requestDigest,
    workspace,
    api,
    traceparent,
    schemaVersion,
    keyId,
    previous,
    hash,
  } as Envelope;
}

/** The data with plain personal values, `personal` being null as soon as one part is sealed; or what is wrong. */
export function openData(data: unknown): { readonly data: JsonRecord } | { readonly problem: string } {
  if (!isRecord(data)) return { problem: 'its data is no JSON object' };
  const personal = data['personal'];
  if (personal === undefined || personal === null) return { data: data as JsonRecord };
  if (!isRecord(personal)) return { problem: 'data.personal is no object' };
  const plain: Record<string, JsonValue> = {};
  for (const [key, part] of Object.entries(personal)) {
    if (part === null) continue;
    if (!isPart(part)) return { problem: `data.personal.${key} has no salt or no value` };
    plain[key] = part.value;
  }
  return { data: { ...(data as JsonRecord), personal: isSealed(personal) ? null : plain } };
}

/** Whether a personal part of `data.personal` is gone for good; the chain takes its digest for it. */
export function isSealed(personal: unknown): boolean {
  return personal === null || (isRecord(personal) && Object.values(personal).includes(null));
}

export function isPart(part: unknown): part is NonNullable<StoredPart> {
  return isRecord(part) && typeof part['salt'] === 'string' && part['value'] !== undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

export function canonical(value: JsonValue): string {
  return canonicalize(value) as string;
}

function sealParts(
  personal: JsonValue | undefined,
): { readonly stored: JsonRecord; readonly digests: Record<string, string> } | null {
  if (!isRecord(personal)) return null;
  const stored: Record<string, JsonValue> = {};
  const digests: Record<string, string> = {};
  for (const [key, value] of Object.entries(personal) as [string, JsonValue | undefined][]) {
    if (value === undefined) continue;
    const salt = drawSalt();
    stored[key] = { salt, value };
    digests[key] = partDigest(salt, value);
  }
  return { stored, digests };
}

function describe(
  context: EventContext,
  schemaVersion: number,
  previous: string | null,
  hash: string,
): StoredMetadata {
  return {
    $correlationId: context.correlationId,
    $causationId: context.causationId,
    commandId: context.commandId,
    requestDigest: context.requestDigest,
    workspace: context.workspace,
    api: context.api,
    traceparent: context.traceparent,
    schemaVersion,
    keyId: null,
    previous,
    hash,
  };
}

const SALT_BYTES = 16;
/** Random bytes are drawn for many salts at once: one by one they cost more than the hash. */
const saltPool = Buffer.alloc(SALT_BYTES * 256);
let drawn = saltPool.length;

function drawSalt(): string {
  if (drawn === saltPool.length) {
    randomFillSync(saltPool);
    drawn = 0;
  }
  const salt = saltPool.toString('base64url', drawn, drawn + SALT_BYTES);
  saltPool.fill(0, drawn, drawn + SALT_BYTES);
  drawn += SALT_BYTES;
  return salt;
}
