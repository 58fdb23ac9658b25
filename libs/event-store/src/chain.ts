import { chainHash, isPart, isRecord, openEnvelope, partDigest } from './envelope';
import type { JsonRecord } from './log';

/** An event as the store holds it, before anything is unwrapped: what an auditor reads. */
export interface StoredEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

/** What is wrong with one link of a chain. `link`: it continues another event; `content`: its hash is of other content. */
export type BrokenLink = {
  readonly kind: 'envelope' | 'data' | 'link' | 'personal' | 'content';
  readonly problem: string;
};

/**
 * Holds one event against the hash of the event before it in its stream, null for the first: its own hash, or what is
 * wrong. To go on behind a broken link, take the hash that its envelope names.
 */
export function verifyLink(
  event: StoredEvent,
  previous: string | null,
): { readonly hash: string } | BrokenLink {
  const envelope = openEnvelope(event.metadata);
  if (envelope === null) return { kind: 'envelope', problem: 'no envelope' };
  if (!isRecord(event.data)) return { kind: 'data', problem: 'the data is no JSON object' };
  if (envelope.previous !== previous) {
    return { kind: 'link', problem: 'does not continue the event before it' };
  }
  const parts = verifyParts(event.data, (event.metadata as Record<string, unknown>)['personal']);
  if ('problem' in parts) return { kind: 'personal', problem: parts.problem };
  const hash = chainHash({ ...event, previous }, event.data as JsonRecord, parts.digests);
  return hash === envelope.hash
    ? { hash }
    : { kind: 'content', problem: 'the content does not match its hash' };
}

function verifyParts(
  data: Record<string, unknown>,
  listed: unknown,
): { readonly digests: Record<string, string> | undefined } | { readonly problem: string } {
  const personal = data['personal'];
  if (listed === undefined) {
    return isRecord(personal) ? { problem: 'personal parts without digests' } : { digests: undefined };
  }
  if (!isRecord(listed)) return { problem: 'the digests of the personal parts are no object' };
  if (personal === undefined) return { problem: 'the personal parts are missing' };
  if (personal !== null && !isRecord(personal)) return { problem: 'data.personal is no object' };
  const parts = Object.entries(personal ?? {});
  const missing = Object.keys(listed).find((key) => personal !== null && !Object.hasOwn(personal, key));
  if (missing !== undefined) return { problem: `personal part ${missing} is missing` };
  for (const [key, part] of parts) {
    if (typeof listed[key] !== 'string') return { problem: `personal part ${key} has no digest` };
    if (part === null) continue;
    if (!isPart(part)) return { problem: `personal part ${key} has no salt or no value` };
    if (partDigest(part.salt, part.value) !== listed[key]) {
      return { problem: `personal part ${key} does not match its digest` };
    }
  }
  return { digests: listed as Record<string, string> };
}
