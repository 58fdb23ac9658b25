import { Failed } from '@countersign/http';
import type { DeleteRule, Rule, SetRule } from '@countersign/rule';
import type { FastifyRequest } from 'fastify';

/**
 * What a write of a rule takes for granted: nothing, that there is none of its name, that there is one, or which
 * revision stands. `never` matches nothing.
 */
export type Precondition =
  | { readonly kind: 'none' | 'absent' | 'present' | 'never' }
  | { readonly kind: 'revision'; readonly revision: number };

const TAG = /^"([A-Za-z0-9._-]{1,64}):(\d{1,15})"$/;
/** No rule ever has it, so that the decider answers `stale-rule` after what it checks first. */
const NO_REVISION = -1;

/** From `If-Match` and `If-None-Match: *` (RFC 9110, 13.1); a weak, foreign or malformed tag matches nothing. */
export function preconditionOf({ headers }: Pick<FastifyRequest, 'headers'>, name: string): Precondition {
  const [match, noneMatch] = [headers['if-match'], headers['if-none-match']];
  if (noneMatch !== undefined && noneMatch.trim() !== '*') {
    const msg = 'If-None-Match should be *';
    const problem = { loc: ['header', 'If-None-Match'], msg, type: 'string_pattern_mismatch' };
    throw new Failed({ kind: 'invalid', problems: [problem] });
  }
  if (match === undefined) return { kind: noneMatch === undefined ? 'none' : 'absent' };
  // Nothing can be there and not be there.
  if (noneMatch !== undefined) return { kind: 'never' };
  if (match.trim() === '*') return { kind: 'present' };
  const [, named, revision] = TAG.exec(match.trim()) ?? [];
  return named === name ? { kind: 'revision', revision: Number(revision) } : { kind: 'never' };
}

/**
 * What the decider is to expect of a rule that stood so a moment ago, for it to be set. Where nothing is taken for
 * granted and there was no rule, that there is none: only who says so can know that he made it.
 */
export function expectedToSet(wanted: Precondition, before: Rule | null): SetRule['expectedRevision'] {
  switch (wanted.kind) {
    case 'none':
      return before === null ? 'absent' : null;
    case 'absent':
      return 'absent';
    // Of this one, so that one that is deleted meanwhile is not made again.
    case 'present':
      return before?.revision ?? NO_REVISION;
    case 'revision':
      return wanted.revision;
    case 'never':
      return NO_REVISION;
  }
}

/** The same for it to be deleted, which is refused anyway where there is none. */
export function expectedToDelete(wanted: Precondition): DeleteRule['expectedRevision'] {
  switch (wanted.kind) {
    case 'none':
    case 'present':
      return null;
    case 'revision':
      return wanted.revision;
    case 'absent':
    case 'never':
      return NO_REVISION;
  }
}
