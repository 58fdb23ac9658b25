import { alice, bob, grace } from '@countersign/testing';
import { type Answer, type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { accessErrors, ApiAccessModule } from './index';

const anId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string;
const aTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
/** A group's entry as the reference prints it; ids and dates are of this run. */
const OPEN = { id: anId, group: 'banking', status: 'PENDING', reviewed_by: null, review_date: null };
/** The same once it is decided, by our reviewer instead of the printed one. */
const COMPLETED = {
  id: anId,
  group: 'banking',
  status: 'REJECTED',
  reviewed_by: { id: 'bob', name: 'Bob Example', email: 'bob@example.org', slack_id: '' },
  review_date: aTime,
};

const REVIEW = {
  id: anId,
  session: 's-1',
  type: 'onetime',
  access_duration: 0,
  status: 'PENDING',
  revoke_at: null,
  created_at: aTime,
  // Ours and additional to the reference: whether an entry was forced.
  review_groups_data: [{ ...OPEN, forced_review: false }],
  time_window: null,
  access_request_rule_name: null,
  min_approvals: 0,
  force_approval_groups: [],
};

let app: DialectApp;
beforeAll(async () => {
  app = await startDialectApp([ApiAccessModule], [accessErrors]);
});
afterAll(() => app.stop());

type Body = Record<string, unknown> & { readonly review_groups_data: readonly [Record<string, unknown>] };
const bodyOf = ({ body }: Answer): Body => body as Body;
const ask = (session: string): Promise<Answer> =>
  app.send(alice, `POST /api/sessions/${session}/review`, { body: { groups: ['banking'] } });

describe('a review of one group, from its request to its rejection', () => {
  it('has exactly the fields of the reference, whatever shows it', async () => {
    const asked = bodyOf(await ask('s-1'));
    expect(asked).toEqual(REVIEW);
    expect(Object.keys(asked)).toEqual(Object.keys(REVIEW));
    const [open] = asked.review_groups_data;
    expect(Object.keys(open)).toEqual([...Object.keys(OPEN), 'forced_review']);
    expect(bodyOf(await app.send(alice, 'GET /api/reviews/s-1'))).toEqual(asked);
    expect((await app.send(alice, 'GET /api/reviews?user=me')).body).toEqual([asked]);

    const body = { status: 'REJECTED', rejection_reason: 'too broad' };
    const rejected = bodyOf(await app.send(bob, 'PUT /api/sessions/s-1/review', { body }));
    expect(rejected).toEqual({
      ...asked,
      status: 'REJECTED',
      review_groups_data: [{ ...COMPLETED, id: open['id'], forced_review: false }],
      rejection_reason: 'too broad',
    });
    expect(Object.keys(rejected)).toEqual([...Object.keys(REVIEW), 'rejection_reason']);
    const [completed] = rejected.review_groups_data;
    expect(Object.keys(completed)).toEqual([...Object.keys(COMPLETED), 'forced_review']);
    expect(Object.keys(completed['reviewed_by'] as object)).toEqual(Object.keys(COMPLETED.reviewed_by));
    expect(bodyOf(await app.send(bob, 'GET /api/reviews/s-1'))).toEqual(rejected);
  });

  it('keeps them while it is approved, then revoked, and never has a reason then', async () => {
    const { id } = bodyOf(await ask('s-2'));
    const approval = { status: 'APPROVED', rejection_reason: 'fine' };
    const approved = bodyOf(await app.send(bob, `PUT /api/reviews/${String(id)}`, { body: approval }));
    const entries = [{ ...COMPLETED, status: 'APPROVED', forced_review: false }];
    expect(approved).toEqual({
      ...REVIEW,
      session: 's-2',
      status: 'APPROVED',
      revoke_at: aTime,
      review_groups_data: entries,
    });
    const revocation = { body: { status: 'REVOKED', rejection_reason: 'over' } };
    const revoked = bodyOf(await app.send(alice, `PUT /api/reviews/${String(id)}`, revocation));
    expect(Object.keys(revoked)).toEqual(Object.keys(REVIEW));
    expect(revoked['status']).toBe('REVOKED');
  });
});

describe('a refusal of the access API', () => {
  it.each([
    ['PUT', '/api/reviews/nothing-here', 404],
    ['GET', '/api/reviews/nothing-here', 404],
    ['GET', '/api/reviews?status=maybe', 400],
    ['POST', '/api/sessions/s-3/review', 400],
  ])('is a message and nothing else: %s %s', async (method, path, status) => {
    const body = method === 'POST' ? { groups: 1 } : { status: 'APPROVED' };
    const answer = await app.send(grace, `${method} ${path}`, method === 'GET' ? {} : { body });
    expect([answer.status, answer.body]).toEqual([status, { message: expect.any(String) as unknown }]);
  });
});
