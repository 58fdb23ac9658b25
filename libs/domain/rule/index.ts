export type * from './rule';
export { decideRules } from './decide';
export { evolveRules, NO_RULES, ruleNamed } from './evolve';
export { type RuleDraft, withDraft, withoutRule } from './draft';
export { matchRule, trialsOf } from './match';
export { decodeRuleEvent, encodeRuleEvent } from './codec';
export { auditRules } from './auditing';
export { auditPinnedRule, auditRuleChoice } from './auditing-requests';
export { toldRuleEvent } from './told';
