import * as fc from 'fast-check';
import { mostFilled } from './auditing-assignment';
import { patched } from './auditing-patches';
import { matchApprovers } from './matching';
import { applyAmendments, digestOf } from './proposal';
import type { JsonObject } from './review';

const key = fc.constantFrom('a', 'b', 'content', '__proto__', 'toString');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, 1, 'x', true),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as JsonObject),
})).object;

const slots = 4;
const approvers = fc
  .array(fc.uniqueArray(fc.nat(slots - 1), { maxLength: slots }), { maxLength: 6 })
  .map((all) => all.map((own, index) => ({ id: `approver-${index}`, slots: own, pinned: false })));

describe('What the auditor says in his own words', () => {
  it('is of an amendment what the decider says', () =>
    fc.assert(
      fc.property(json, fc.oneof(json, fc.constant('a text')), (payload, amendment) => {
        const made = applyAmendments(payload, amendment);
        const own = patched(payload, amendment);
        expect(own === null ? null : digestOf(own)).toBe(made.kind === 'amended' ? made.digest : null);
      }),
    ));

  it('is of people and slots what the decider says', () =>
    fc.assert(
      fc.property(approvers, (all) => {
        const matched = matchApprovers(slots, all, [0, 1, 2, 3]);
        expect(mostFilled(slots, all)).toBe(matched.filter((id) => id !== null).length);
      }),
    ));
});
