import type { Rule } from '@countersign/client';

/** What a rule says, whoever set it and when. */
export type RuleTerms = Omit<Rule, 'revision' | 'setAt' | 'setBy'>;
type Match = Rule['match'];

/** Whether a rule is for every request. */
export const matchesAll = ({ kinds, actions, labels }: Match): boolean =>
  kinds.length === 0 &&
  actions.length === 0 &&
  labels.anyOf.length === 0 &&
  Object.keys(labels.allOf).length === 0;

export const oneOf = (words: readonly string[]): string => joined(words, 'or');
export const allOf = (words: readonly string[]): string => joined(words, 'and');

const joined = (words: readonly string[], by: string): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${by} ${words.at(-1) ?? ''}`;

/** Which requests it is for, part by part; empty where it is for all of them. */
export function matchParts({ kinds, actions, labels }: Match): readonly string[] {
  const every = Object.entries(labels.allOf).map(([key, value]) => `${key}: ${value}`);
  const any = labels.anyOf.map(({ key, value }) => `${key}: ${value}`);
  return [
    ...(kinds.length > 0 ? [`kind ${oneOf(kinds)}`] : []),
    ...(actions.length > 0 ? [`action ${oneOf(actions)}`] : []),
    ...(every.length > 0 ? [`label ${allOf(every)}`] : []),
    ...(any.length > 0 ? [`label ${oneOf(any)}`] : []),
  ];
}

export function matchWords(match: Match): string {
  const parts = matchParts(match);
  return parts.length === 0 ? 'every request' : parts.join('; ');
}

/** A slot as a rule names it. */
export function slotWords(group: string): string {
  if (group === '*') return 'any reviewer';
  return group.startsWith('user:') ? group.slice('user:'.length) : group;
}

/** How many approvals, and whose. */
export function approvalWords({ groups, minApprovals }: Pick<RuleTerms, 'groups' | 'minApprovals'>): string {
  if (groups.length === 0) return 'one reviewer';
  const slots = groups.map(slotWords);
  const isAll = minApprovals === 0 || minApprovals >= slots.length;
  if (isAll) return allOf(slots);
  return `${minApprovals} of ${oneOf(slots)}`;
}

const UNITS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const;
export type Unit = (typeof UNITS)[number]['unit'];

/** So long in the largest unit that says it exactly. */
export function spanOf(seconds: number): { readonly amount: number; readonly unit: Unit } {
  const { unit, seconds: each } = UNITS.find((one) => seconds % one.seconds === 0) ?? UNITS[3];
  return { amount: seconds / each, unit };
}

export const secondsIn = (unit: Unit): number => UNITS.find((one) => one.unit === unit)?.seconds ?? 1;

export const spanWords = (seconds: number): string => {
  const { amount, unit } = spanOf(seconds);
  return `${amount.toLocaleString()} ${unit}`;
};

/** How long things last under it, as far as it says so. */
export function timeParts(rule: RuleTerms): readonly string[] {
  const { ttlSeconds, grantTtlSeconds, accessDurationSeconds, timeWindow } = rule;
  return [
    ...(ttlSeconds === null ? [] : [`pending at most ${spanWords(ttlSeconds)}`]),
    ...(grantTtlSeconds === null ? [] : [`approval good for ${spanWords(grantTtlSeconds)}`]),
    ...(accessDurationSeconds === null ? [] : [`access at most ${spanWords(accessDurationSeconds)}`]),
    ...(timeWindow === null ? [] : [`only ${timeWindow.start} to ${timeWindow.end} UTC`]),
  ];
}

/** For each rule the one before it that leaves nothing for it; they come in the order in which they are tried. */
export function shadows(rules: readonly Pick<Rule, 'name' | 'match'>[]): ReadonlyMap<string, string> {
  const first = rules.findIndex(({ match }) => matchesAll(match));
  const all = rules[first];
  if (all === undefined) return new Map();
  return new Map(rules.slice(first + 1).map(({ name }) => [name, all.name]));
}
