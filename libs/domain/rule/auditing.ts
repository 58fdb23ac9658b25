import { type Breach, breach, isDaily, timeOf, unless } from '@countersign/review';
import { evolveRules } from './evolve';
import type { RuleEvent, RulesState } from './rule';

interface AuditedRules {
  readonly breaches: readonly Breach[];
  readonly after: RulesState;
}

/** Holds one fact about the rules of a workspace against who may change them, and to what. */
export function auditRules(before: RulesState, event: RuleEvent): AuditedRules {
  const { by, at } = event;
  const breaches: Breach[] = [
    ...unless(
      at >= before.updatedAt,
      'time-went-back',
      `It says ${timeOf(at)}, and the fact before it ${timeOf(before.updatedAt)}.`,
    ),
    ...unless(by.kind === 'human', 'barred', `${by.id} is an agent, and agents write no rules.`),
    ...unless(by.roles.includes('admin'), 'not-eligible', `${by.id} is no administrator.`),
    ...auditTerms(event),
  ];
  try {
    return { breaches, after: evolveRules(before, event) };
  } catch {
    const revision = before.revision + 1;
    const impossible = breach('impossible-transition', `There is no rule ${event.name} to delete.`);
    return { breaches: [...breaches, impossible], after: { ...before, revision, updatedAt: at } };
  }
}

/** What would let a rule mean something else than it says, and nothing of how long its texts are. */
function auditTerms(event: RuleEvent): readonly Breach[] {
  if (event.type === 'RuleDeleted') return [];
  const { groups, forceApprovalGroups: force, timeWindow } = event.terms;
  const must = (holds: boolean, sentence: string) => unless(holds, 'invalid-terms', sentence);
  return [
    ...must(event.name.trim() !== '', 'The rule has no name.'),
    ...must(
      [...groups, ...force].every((group) => group.trim() !== ''),
      'A group of the rule has no name.',
    ),
    ...must(
      force.every((group) => group !== '*' && !group.startsWith('user:')),
      'Not only groups may break the glass.',
    ),
    ...must(
      timeWindow === null || isDaily(timeWindow),
      `The time window is from ${timeWindow?.start ?? ''} to ${timeWindow?.end ?? ''}, which no clock shows.`,
    ),
  ];
}
