import { type Breach, breach, timeOf, unless } from '@countersign/review';
import { evolveRules } from './evolve';
import type { RuleEvent, RulesState } from './rule';
import { problemOf } from './validity';

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

function auditTerms(event: RuleEvent): readonly Breach[] {
  if (event.type === 'RuleDeleted') return [];
  const { name, terms, personal } = event;
  const problem = problemOf({ name, terms, description: personal?.description ?? '' });
  return problem === null ? [] : [breach('invalid-terms', problem)];
}
