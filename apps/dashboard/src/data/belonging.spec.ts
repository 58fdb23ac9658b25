import type { ReviewSummary } from '@countersign/client';
import { isAsFiltered, mayBelong, type Reader } from './belonging.ts';

const review = {
  ...{ id: '1', revision: 0, status: 'PENDING', subjectKind: 'payment', action: 'pay', session: 's-1' },
  ...{
    requester: { id: 'agent-7', name: '' },
    onBehalfOf: 'alice',
    groups: ['banking'],
    slots: [{ holder: { kind: 'group', group: 'banking' }, status: 'PENDING' }],
    thread: null,
    assignee: null,
  },
  ...{ labels: { env: 'prod:eu' }, requestedAt: '2026-03-01T12:00:00Z' },
} as unknown as ReviewSummary;

const reader = (more: Partial<Reader>): Reader => ({
  id: 'bob',
  groups: [],
  roles: [],
  kind: 'human',
  ...more,
});
const bob = reader({ groups: ['banking'] });

describe('a review that is new', () => {
  it('belongs to who asked for it, himself or by an agent', () => {
    expect(mayBelong(review, { mine: true }, reader({ id: 'alice' }))).toBe(true);
    expect(mayBelong(review, { mine: true }, bob)).toBe(false);
  });

  it('is for its groups to decide, and not for who asked', () => {
    expect(mayBelong(review, { decidable: true }, bob)).toBe(true);
    expect(mayBelong(review, { decidable: true }, reader({ groups: ['security'] }))).toBe(false);
    expect(mayBelong(review, { decidable: true }, reader({ id: 'alice', groups: ['banking'] }))).toBe(false);
    expect(mayBelong({ ...review, status: 'APPROVED' }, { decidable: true }, bob)).toBe(false);
  });

  it('is for nobody to decide whose group has approved already', () => {
    const holder = { kind: 'group' as const, group: 'banking' };
    const open = { holder: { kind: 'group' as const, group: 'security' }, status: 'PENDING' as const };
    const halfway = { ...review, slots: [{ holder, status: 'APPROVED' as const }, open] };
    expect(mayBelong(halfway, { decidable: true }, bob)).toBe(false);
    expect(mayBelong(halfway, { decidable: true }, reader({ groups: ['security'] }))).toBe(true);
  });

  it('is for a group itself, whatever the role, and for any reviewer where anybody may', () => {
    const slots = (holder: object) =>
      ({ ...review, slots: [{ holder, status: 'PENDING' }] }) as typeof review;
    const admin = reader({ roles: ['admin'] });
    expect(mayBelong(review, { decidable: true }, admin)).toBe(false);
    expect(mayBelong(slots({ kind: 'anyone' }), { decidable: true }, admin)).toBe(true);
    expect(mayBelong(slots({ kind: 'anyone' }), { decidable: true }, bob)).toBe(false);
    const alice = reader({ id: 'alice' });
    expect(mayBelong(slots({ kind: 'user', user: 'alice' }), { decidable: true }, alice)).toBe(true);
  });

  it('is not known to have the words that are searched for', () => {
    expect(mayBelong(review, { q: 'pay' }, bob)).toBe(false);
  });

  it.each([
    [{ status: ['PENDING' as const] }, true],
    [{ status: ['REJECTED' as const] }, false],
    [{ kind: 'payment', group: 'banking', requester: 'agent-7' }, true],
    [{ kind: 'changeset' }, false],
    [{ label: ['env:prod:eu'] }, true],
    [{ label: ['env:prod:eu', 'risk:high'] }, false],
    [{ createdFrom: '2026-03-01T12:00:00Z', createdTo: '2026-03-01T12:00:01Z' }, true],
    [{ createdTo: '2026-03-01T12:00:00Z' }, false],
  ])('is held against the filter %j', (filter, belongs) => {
    expect(isAsFiltered(review, filter)).toBe(belongs);
  });
});
