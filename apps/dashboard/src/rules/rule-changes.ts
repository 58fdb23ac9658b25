import { allOf, matchesAll, oneOf, type RuleTerms, slotWords, spanWords } from './rule-words.ts';

/** One thing that a rule says, as it was and as it is; null where it said nothing of it. */
export interface Change {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Say = (rule: RuleTerms) => string | null;

const listOrNull = (words: readonly string[], join: (words: readonly string[]) => string): string | null =>
  words.length === 0 ? null : join(words);
const spanOrNull = (seconds: number | null): string | null => (seconds === null ? null : spanWords(seconds));
const label = ([key, value]: readonly [string, string]): string => `${key}: ${value}`;

const AMENDING = {
  allowed: 'allowed',
  'second-person': 'needs a second person',
  forbidden: 'forbidden',
} as const;

/** All that a rule says, in the order in which one reads it. */
const SAYINGS: readonly (readonly [string, Say])[] = [
  ['Description', ({ description }) => (description === '' ? null : description)],
  ['Priority', ({ priority }) => String(priority)],
  ['Is for', ({ match }) => (matchesAll(match) ? 'every request' : 'some requests')],
  ['Kinds', ({ match }) => listOrNull(match.kinds, oneOf)],
  ['Actions', ({ match }) => listOrNull(match.actions, oneOf)],
  [
    'Every one of the labels',
    ({ match }) => listOrNull(Object.entries(match.labels.allOf).map(label), allOf),
  ],
  [
    'At least one of the labels',
    ({ match }) =>
      listOrNull(
        match.labels.anyOf.map(({ key, value }) => label([key, value])),
        oneOf,
      ),
  ],
  [
    'Slots',
    ({ groups }) => (groups.length === 0 ? 'one, open to any reviewer' : allOf(groups.map(slotWords))),
  ],
  ['Approvals needed', ({ minApprovals }) => (minApprovals === 0 ? 'all slots' : String(minApprovals))],
  ['One person counts for one slot', ({ distinctApprovers }) => (distinctApprovers ? 'yes' : 'no')],
  [
    'Administrators may approve their own',
    ({ forbidAdminSelfApproval }) => (forbidAdminSelfApproval ? 'no' : 'in slots of their groups'),
  ],
  ['May force', ({ forceApprovalGroups }) => listOrNull(forceApprovalGroups, allOf)],
  ['Amending', ({ amending }) => (amending === null ? 'as the action has it' : AMENDING[amending])],
  ['A reason is needed to', ({ reasonRequired }) => listOrNull(reasonRequired, allOf)],
  ['Pending at most', ({ ttlSeconds }) => spanOrNull(ttlSeconds)],
  ['An approval is good for', ({ grantTtlSeconds }) => spanOrNull(grantTtlSeconds)],
  ['Use', ({ type }) => (type === null ? null : USES[type])],
  ['Access at most', ({ accessDurationSeconds }) => spanOrNull(accessDurationSeconds)],
  ['Only between', ({ timeWindow }) => timeWindow && `${timeWindow.start} and ${timeWindow.end} UTC`],
];

const USES = { onetime: 'once', jit: 'any number of times for a while' } as const;

/** All that it says, for reading. */
export const saidBy = (rule: RuleTerms): readonly { readonly what: string; readonly said: string }[] =>
  SAYINGS.flatMap(([what, say]) => {
    const said = say(rule);
    return said === null ? [] : [{ what, said }];
  });

/** What one rule says otherwise than another; without one of them all that the other says. */
export function changesOf(before: RuleTerms | null, after: RuleTerms | null): readonly Change[] {
  return SAYINGS.flatMap(([what, say]) => {
    const [was, is] = [before && say(before), after && say(after)];
    return was === is ? [] : [{ what, before: was, after: is }];
  });
}
