import { API_KEY_EVENT_TYPES } from '../../libs/domain/api-key/codec';
import { REVIEW_EVENT_TYPES } from '@countersign/review';
import { RULE_EVENT_TYPES } from '../../libs/domain/rule/codec';
import { EVENT_TYPES } from '../../apps/dashboard/src/audit/event-words';

describe('the types of events that the audit proposes', () => {
  it('are those that are recorded', () => {
    const known = new Set(EVENT_TYPES);
    const recorded = [...REVIEW_EVENT_TYPES, ...RULE_EVENT_TYPES, ...API_KEY_EVENT_TYPES];
    expect(recorded.filter((type) => !known.has(type))).toEqual([]);
    expect([...known].filter((type) => !recorded.includes(type as never)).sort()).toEqual([
      'MemoriesCrystallised',
      'MemoryForgotten',
    ]);
  });
});
