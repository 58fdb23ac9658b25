import type { Seen } from '@countersign/review';

/** What `If-Match` says; `never` is a weak, foreign or malformed tag, which matches nothing (RFC 9110, 13.1.1). */
export type IfMatch =
  | { readonly kind: 'absent' }
  | { readonly kind: 'any' }
  | { readonly kind: 'tag'; readonly review: string; readonly revision: number }
  | { readonly kind: 'never' };

const TAG = /^"([0-9a-f-]{36}):(\d{1,15})"$/i;
/** No stream ever has it, so that the decider answers `stale-proposal` after what it checks first. */
const NO_REVISION = -1;

export function readIfMatch(header: string | undefined): IfMatch {
  if (header === undefined) return { kind: 'absent' };
  const text = header.trim();
  if (text === '*') return { kind: 'any' };
  const [, review, revision] = TAG.exec(text) ?? [];
  if (review === undefined || revision === undefined) return { kind: 'never' };
  return { kind: 'tag', review: review.toLowerCase(), revision: Number(revision) };
}

/** What the caller of a decision about this review says he saw. */
export function seenBy(ifMatch: IfMatch, review: string): Seen {
  switch (ifMatch.kind) {
    case 'absent':
    case 'any':
      return { digest: null, revision: null };
    case 'tag':
      return { digest: null, revision: ifMatch.review === review ? ifMatch.revision : NO_REVISION };
    case 'never':
      return { digest: null, revision: NO_REVISION };
  }
}

/** Whether `If-None-Match` names this tag (RFC 9110, 13.1.2): compared weakly, as reads are. */
export function isUnchanged(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}

export const entityTag = (review: { readonly id: string; readonly revision: number }): string =>
  `"${review.id}:${review.revision}"`;
