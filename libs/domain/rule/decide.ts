import { actorOf, barredFrom, nameOf } from '@countersign/review';
import { ruleNamed } from './evolve';
import type {
  DeleteRule,
  Rule,
  RuleCommand,
  RuleDecideResult,
  RuleEvent,
  RuleRefusal,
  RulesState,
  SetRule,
} from './rule';
import { saysAlready, termsOf } from './terms';
import { problemOf } from './validity';

/** A request is held against every rule of its workspace. */
const MOST_RULES = 200;

/** Who may change the rules of a workspace, and to what (the design's *Rules*). Pure and total. */
export function decideRules(command: RuleCommand, state: RulesState): RuleDecideResult {
  // An agent that could write rules could approve whatever it likes by them.
  const bar = barredFrom('manageRules', command.actor);
  if (bar !== null) return refused({ code: bar });
  switch (command.kind) {
    case 'SetRule':
      return set(command, state);
    case 'DeleteRule':
      return remove(command, state);
  }
}

function set(command: SetRule, state: RulesState): RuleDecideResult {
  const reason = problemOf(command);
  if (reason !== null) return refused({ code: 'invalid-rule', reason });
  const standing = ruleNamed(state, command.name);
  if (!isExpected(command, standing)) return stale(standing);
  if (standing !== null && saysAlready(standing, command)) return { kind: 'accepted', events: [] };
  if (standing === null && state.rules.length >= MOST_RULES) {
    return refused({ code: 'too-many-rules', limit: MOST_RULES });
  }
  const personal = { by: nameOf(command.actor), description: command.description };
  return accepted({ ...told(command, state), type: 'RuleSet', terms: termsOf(command.terms), personal });
}

function remove(command: DeleteRule, state: RulesState): RuleDecideResult {
  const standing = ruleNamed(state, command.name);
  if (standing === null) return refused({ code: 'not-found' });
  if (!isExpected(command, standing)) return stale(standing);
  const personal = { by: nameOf(command.actor) };
  return accepted({ ...told(command, state), type: 'RuleDeleted', personal });
}

function isExpected({ expectedRevision: expected }: RuleCommand, standing: Rule | null): boolean {
  if (expected === null) return true;
  return expected === 'absent' ? standing === null : standing?.revision === expected;
}

/** What both events say. */
function told({ at, actor, name }: RuleCommand, state: RulesState) {
  return { at: Math.max(at, state.updatedAt), by: actorOf(actor), workspace: actor.workspace, name };
}

function accepted(event: RuleEvent): RuleDecideResult {
  return { kind: 'accepted', events: [event] };
}

function refused(refusal: RuleRefusal): RuleDecideResult {
  return { kind: 'refused', refusal };
}

function stale(standing: Rule | null): RuleDecideResult {
  return refused({ code: 'stale-rule', currentRevision: standing?.revision ?? null });
}
