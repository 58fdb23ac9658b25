import type { Preview } from '@countersign/client';
import type { RuleTerms } from './rule-words.ts';

export type Example = Pick<Preview['request'], 'subjectKind' | 'action'> & {
  readonly labels: Readonly<Record<string, string>>;
};
export type Principal = NonNullable<Preview['principals']>[number];

/** A request that a rule is for. */
export function exampleOf({ kinds, actions, labels }: RuleTerms['match']): Example {
  const [any] = labels.anyOf;
  return {
    subjectKind: kinds[0] ?? 'tool_call',
    action: actions[0] ?? 'run',
    labels: { ...(any !== undefined && { [any.key]: any.value }), ...labels.allOf },
  };
}

/** One of each kind of people that a rule may mean, beside the reader himself. */
export function castOf(
  { groups, forceApprovalGroups }: Pick<RuleTerms, 'groups' | 'forceApprovalGroups'>,
  reader: Principal,
): readonly Principal[] {
  const named = groups.filter((one) => one.startsWith('user:')).map((one) => one.slice('user:'.length));
  const members = [...new Set([...groups, ...forceApprovalGroups])].filter(
    (one) => one.trim() !== '' && one !== '*' && !one.startsWith('user:'),
  );
  return [
    ...members.map((group) => ({ id: `a member of ${group}`, groups: [group] })),
    ...named.filter((id) => id !== '' && id !== reader.id).map((id) => ({ id })),
    { id: 'any other reviewer', roles: ['reviewer' as const] },
    { id: 'any other administrator', roles: ['admin' as const] },
    { id: 'an agent', kind: 'agent' as const },
    reader,
  ];
}
