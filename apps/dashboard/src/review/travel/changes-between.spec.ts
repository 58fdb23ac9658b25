import type { Review } from '@countersign/client';
import { changesBetween } from './changes-between.ts';

const slot = (more: object = {}) => ({
  ...{ id: 's', holder: { kind: 'group', group: 'banking' }, status: 'PENDING', by: null, at: null },
  ...{ forced: false, voided: false, selfApproved: false },
  ...more,
});

const review = (more: object = {}): Review =>
  ({
    ...{ status: 'PENDING', version: 1, approvals: 0, approvalsNeeded: 1, slots: [slot()], leases: [] },
    ...{ assignee: null, deadline: null, accessUntil: null, timeWindow: null, execution: null },
    ...more,
  }) as unknown as Review;

describe('two points of a review', () => {
  it('differ in nothing where nothing happened', () => {
    expect(changesBetween(review(), review())).toEqual([]);
  });

  it('say what it was and what it is', () => {
    const approved = slot({ status: 'APPROVED', by: { id: 'bob', name: 'Bob' }, forced: true });
    const after = review({ status: 'APPROVED', approvals: 1, slots: [approved], assignee: 'carol' });
    expect(changesBetween(review(), after)).toEqual([
      { name: 'Status', before: 'Pending', after: 'Approved' },
      { name: 'Approvals', before: '0 of 1', after: '1 of 1' },
      { name: 'Slot 1, banking', before: 'open', after: 'approved by Bob, forced' },
      { name: 'Assignee', before: 'none', after: 'carol' },
    ]);
  });

  it('tell an approval that an amendment took back from one that never was', () => {
    const [voided] = changesBetween(review(), review({ slots: [slot({ voided: true })] }));
    expect(voided?.after).toBe('open again, voided by an amendment');
  });

  it('say how often it was executed, and how that ended', () => {
    const [done] = changesBetween(review(), review({ leases: [{}, {}], execution: 'succeeded' }));
    expect(done).toEqual({ name: 'Execution', before: 'none', after: 'claimed 2 times, succeeded' });
  });
});
