import {
  decideRules,
  decodeRuleEvent,
  encodeRuleEvent,
  evolveRules,
  NO_RULES,
  type RuleCommand,
  type RuleEvent,
  type RuleRefusal,
  type RulesState,
} from '@countersign/rule';
import type { Aggregate } from './folded';
import { roughSize } from './rough-size';

export const rules: Aggregate<RuleCommand, RuleEvent, RulesState, RuleRefusal> = {
  initial: NO_RULES,
  decide: decideRules,
  evolve: evolveRules,
  sizeOf: roughSize,
  encode: encodeRuleEvent,
  decode: decodeRuleEvent,
  refusals: { mismatch: { code: 'idempotency-mismatch' }, conflict: { code: 'conflict' } },
  // One stream for the whole life of a workspace: it is nearly always there.
  starts: () => false,
};
