import type { Decision, Json, JsonObject, Review, Verdict } from '@countersign/review';

/** Longest sentence in UTF-16 units; what is longer is cut and ends in an ellipsis. */
const LONGEST = 2_000;

/** What one decision leaves behind: its amendment, then its note; nothing where it had neither. */
export function sentencesOf(review: Review, decision: Decision): readonly string[] {
  const who = decision.by.name === '' ? decision.by.id : decision.by.name;
  const { title } = review.proposal;
  const { amendments, note } = decision;
  return [
    ...(amendments === null ? [] : [`${who} amended "${title}": ${changes(amendments).join('; ')}`]),
    ...(note === null || note.trim() === ''
      ? []
      : [`${who} ${pastOf(decision.verdict)} "${title}": ${note.trim()}`]),
  ].map(cut);
}

/** A sentence that is short enough to be kept, never cut within a character. */
export function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
  return `${text.slice(0, end)}…`;
}

function pastOf(verdict: Verdict): string {
  switch (verdict) {
    case 'approve':
      return 'approved';
    case 'reject':
      return 'rejected';
    case 'revoke':
      return 'revoked';
  }
}

/** A replaced content, or a merge patch told member by member: a null removes, everything else sets. */
function changes(amendments: JsonObject | string): readonly string[] {
  if (typeof amendments === 'string') return [`content is now ${quote(amendments)}`];
  const told = members(amendments, '').map(([path, value]) =>
    value === null ? `${path} removed` : `${path} is now ${quote(value)}`,
  );
  return told.length === 0 ? ['nothing changed'] : told;
}

function members(patch: JsonObject, prefix: string): readonly (readonly [string, Json])[] {
  return Object.entries(patch).flatMap(([name, value]) =>
    isObject(value) && Object.keys(value).length > 0
      ? members(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value] as const],
  );
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quote(value: Json): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}
