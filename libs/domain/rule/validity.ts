import type { RuleMatch, RuleTerms, SetRule } from './rule';

const NAME = /^[A-Za-z0-9._-]{1,64}$/;
const TIME = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;
const NAMED_USER = 'user:';
const MOST_ENTRIES = 50;
const LONGEST_TEXT = 256;
const LONGEST_DESCRIPTION = 2000;
const LONGEST_SECONDS = 10 * 366 * 24 * 3600;

/** Why this can be no rule, as a sentence for people; null where it can. */
export function problemOf({
  name,
  description,
  terms,
}: Pick<SetRule, 'name' | 'description' | 'terms'>): string | null {
  return (
    (NAME.test(name) ? null : 'The name is not 1 to 64 of letters, digits, dots, underscores and hyphens.') ??
    (/^\.+$/.test(name) ? 'The name is made of dots only, so no address could hold it.' : null) ??
    (description.length > LONGEST_DESCRIPTION
      ? `The description is longer than ${LONGEST_DESCRIPTION} characters.`
      : null) ??
    (Number.isSafeInteger(terms.priority) ? null : 'The priority is not a whole number.') ??
    problemOfMatch(terms.match) ??
    problemOfApproval(terms) ??
    problemOfGrant(terms)
  );
}

function problemOfMatch({ kinds, actions, labels }: RuleMatch): string | null {
  const allOf = Object.entries(labels.allOf);
  const anyOf = labels.anyOf.map(({ key, value }) => JSON.stringify([key, value]));
  const keys = [...allOf.map(([key]) => key), ...labels.anyOf.map(({ key }) => key)];
  const values = [...allOf.map(([, value]) => value), ...labels.anyOf.map(({ value }) => value)];
  return (
    problemOfNames('kinds', kinds) ??
    problemOfNames('actions', actions) ??
    (allOf.length > MOST_ENTRIES ? `allOf has more than ${MOST_ENTRIES} labels.` : null) ??
    (anyOf.length > MOST_ENTRIES ? `anyOf has more than ${MOST_ENTRIES} labels.` : null) ??
    (new Set(anyOf).size < anyOf.length ? 'anyOf has a label twice.' : null) ??
    (keys.includes('') ? 'A label has an empty key.' : null) ??
    ([...keys, ...values].some(isTooLong) ? `A label is longer than ${LONGEST_TEXT} characters.` : null)
  );
}

function problemOfApproval(terms: RuleTerms): string | null {
  const { groups, forceApprovalGroups: force, minApprovals, reasonRequired } = terms;
  return (
    problemOfNames('groups', groups) ??
    (groups.includes(NAMED_USER) ? `groups has \`${NAMED_USER}\` without a user.` : null) ??
    problemOfNames('forceApprovalGroups', force) ??
    (force.some((group) => group === '*' || group.startsWith(NAMED_USER))
      ? 'forceApprovalGroups may hold groups only, neither `*` nor a user.'
      : null) ??
    (isCount(minApprovals) ? null : 'minApprovals is not a whole number from 0 on.') ??
    (new Set(reasonRequired).size < reasonRequired.length ? 'reasonRequired has an entry twice.' : null)
  );
}

function problemOfGrant(terms: RuleTerms): string | null {
  const { ttlSeconds, grantTtlSeconds, accessDurationSeconds, timeWindow } = terms;
  const wrong = Object.entries({ ttlSeconds, grantTtlSeconds, accessDurationSeconds }).find(
    ([, seconds]) => seconds !== null && !(isCount(seconds) && seconds > 0 && seconds <= LONGEST_SECONDS),
  );
  if (wrong !== undefined)
    return `${wrong[0]} is not a whole number of seconds from 1 to ${LONGEST_SECONDS}.`;
  const isWindow = timeWindow === null || (TIME.test(timeWindow.start) && TIME.test(timeWindow.end));
  return isWindow ? null : 'The time window is not HH:MM to HH:MM in 24-hour format with two digits each.';
}

function problemOfNames(field: string, names: readonly string[]): string | null {
  if (names.length > MOST_ENTRIES) return `${field} has more than ${MOST_ENTRIES} entries.`;
  if (names.some((name) => name.trim() === '')) return `${field} has an empty entry.`;
  if (names.some((name) => name.trim() !== name)) return `${field} has an entry with blanks around it.`;
  if (names.some(isTooLong)) return `${field} has an entry longer than ${LONGEST_TEXT} characters.`;
  return new Set(names).size < names.length ? `${field} has an entry twice.` : null;
}

function isTooLong(text: string): boolean {
  return text.length > LONGEST_TEXT;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
