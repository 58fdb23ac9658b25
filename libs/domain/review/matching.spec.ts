import * as fc from 'fast-check';
import { matchApprovers, type Approver } from './matching';

const free = (id: string, ...slots: number[]): Approver => ({ id, slots, pinned: false });
const matched = (slots: number, ...approvers: Approver[]) =>
  matchApprovers(
    slots,
    approvers,
    Array.from({ length: slots }, (_, index) => index),
  );

/** The size of the best matching, by trying every choice. */
function bestSize(approvers: readonly Approver[], taken: ReadonlySet<number> = new Set()): number {
  const [first, ...rest] = approvers;
  if (first === undefined) return 0;
  const chosen = first.slots
    .filter((slot) => !taken.has(slot))
    .map((slot) => 1 + bestSize(rest, new Set([...taken, slot])));
  return Math.max(bestSize(rest, taken), ...chosen);
}

describe('Matching approvers to slots', () => {
  it('moves those with a choice out of the way of those without', () => {
    expect(matched(3, free('a', 0, 1, 2), free('b', 0, 1), free('c', 0))).toEqual(['c', 'b', 'a']);
  });

  it('serves the earlier slot where not all can be served', () => {
    expect(matched(2, free('a', 0, 1))).toEqual(['a', null]);
    expect(matchApprovers(2, [free('a', 0, 1)], [1, 0])).toEqual([null, 'a']);
  });

  it('takes nobody’s slot from one who is pinned to it', () => {
    expect(matched(2, free('a', 0), { id: 'b', slots: [0], pinned: true })).toEqual(['b', null]);
    expect(matched(1, { id: 'b', slots: [], pinned: true })).toEqual([null]);
  });

  it('is the largest there is, gives each approver one slot of his at most, and knows no order of arrival', () => {
    const slots = 4;
    const member = fc.uniqueArray(fc.nat(slots - 1), { maxLength: slots });
    fc.assert(
      fc.property(fc.array(member, { maxLength: 5 }), (memberships) => {
        const approvers = memberships.map((own, index) => free(`p${index}`, ...own));
        const result = matched(slots, ...approvers);
        const ids = result.filter((id) => id !== null);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBe(bestSize(approvers));
        result.forEach((id, slot) => {
          if (id !== null) expect(approvers.find((approver) => approver.id === id)?.slots).toContain(slot);
        });
      }),
    );
  });
});
