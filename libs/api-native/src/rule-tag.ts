import { Failed } from '@countersign/http';
import type { Rule, SetRule } from '@countersign/rule';
import type { FastifyRequest } from 'fastify';

/** What a write of a rule takes for granted: `absent`, a revision, or that there is one at all. */
type Precondition = SetRule['expectedRevision'] | 'present';

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
  if (match === undefined) return noneMatch === undefined ? null : 'absent';
  // Nothing can be there and not be there.
  if (noneMatch !== undefined) return NO_REVISION;
  if (match.trim() === '*') return 'present';
  const [, named, revision] = TAG.exec(match.trim()) ?? [];
  return named === name ? Number(revision) : NO_REVISION;
}

/**
 * What the decider is to expect of a rule that stood so a moment ago. Where nothing is taken for granted and there was
 * no rule, that there is none: only who says so can know that he made it.
 */
export function expectedOf(wanted: Precondition, before: Rule | null): SetRule['expectedRevision'] {
  if (wanted === 'present') return before === null ? NO_REVISION : null;
  return wanted ?? (before === null ? 'absent' : null);
}
