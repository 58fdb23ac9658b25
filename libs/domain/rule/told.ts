import { wording } from '@countersign/review';
import type { RuleEvent, RuleTerms } from './rule';

const USES = { onetime: 'one use', jit: 'any number of uses' } as const;

const groupNamed = (group: string): string => `group ${wording.word(group)}`;

/** What an event of a workspace's rules says, as one English sentence for people. */
export function toldRuleEvent(event: RuleEvent): string {
  const { actor, sealedOr, word } = wording;
  switch (event.type) {
    case 'RuleSet':
      return `${actor(event)} set rule ${word(event.name)}${described(event.personal?.description)}: ${toldTerms(event.terms)}${sealedOr(event.personal)}.`;
    case 'RuleDeleted':
      return `${actor(event)} deleted rule ${word(event.name)}${sealedOr(event.personal)}.`;
  }
}

const described = (description = ''): string =>
  description === '' ? '' : `, described as ${wording.quoted(description)}`;

function toldTerms(terms: RuleTerms): string {
  const { daily, holderNamed, listed, seconds } = wording;
  const { groups, minApprovals, forceApprovalGroups: force, timeWindow } = terms;
  const isPart = minApprovals > 0 && minApprovals < groups.length;
  const approvers = listed(groups.map(holderNamed));
  return [
    `${matched(terms)}, with priority ${terms.priority}`,
    groups.length === 0 ? '' : `, to be approved by ${isPart ? `${minApprovals} of ` : ''}${approvers}`,
    terms.distinctApprovers ? ', each a different person' : '',
    terms.forbidAdminSelfApproval ? ', never by an administrator who asked' : '',
    force.length === 0 ? '' : `, which ${listed(force.map(groupNamed), 'or')} may force`,
    terms.amending === null ? '' : `, amending ${terms.amending}`,
    terms.reasonRequired.length === 0 ? '' : `, with a note to ${listed(terms.reasonRequired, 'or')}`,
    terms.type === null ? '' : `, for ${USES[terms.type]}`,
    terms.accessDurationSeconds === null
      ? ''
      : `, with access for at most ${seconds(terms.accessDurationSeconds)}`,
    terms.ttlSeconds === null ? '' : `, pending for at most ${seconds(terms.ttlSeconds)}`,
    terms.grantTtlSeconds === null ? '' : `, good for ${seconds(terms.grantTtlSeconds)}`,
    daily(timeWindow),
  ].join('');
}

function matched({ match: { kinds, actions, labels } }: RuleTerms): string {
  const { listed, word } = wording;
  const pair = ([key, value]: readonly [string, string]) => `${word(key)}=${word(value)}`;
  const allOf = Object.entries(labels.allOf).map(pair);
  const anyOf = labels.anyOf.map(({ key, value }) => pair([key, value]));
  const parts = [
    ...(kinds.length === 0 ? [] : [`kind ${listed(kinds.map(word), 'or')}`]),
    ...(actions.length === 0 ? [] : [`action ${listed(actions.map(word), 'or')}`]),
    ...(allOf.length === 0 ? [] : [`label ${listed(allOf)}`]),
    ...(anyOf.length === 0 ? [] : [`label ${listed(anyOf, 'or')}`]),
  ];
  return parts.length === 0 ? 'for every request' : `for requests with ${listed(parts)}`;
}
