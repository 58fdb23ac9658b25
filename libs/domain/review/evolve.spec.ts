import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  expire,
  folded,
  given,
  reject,
  requested,
  REVIEW,
} from '@countersign/testing';
import { evolve, type ReviewEvent } from '.';

const asked = given().when(requested());
const [request] = asked.events as [ReviewEvent];
const approval = given(requested()).when(approve(bob)).events;
const rejection = given(requested()).when(reject(bob)).events;
const amendment = given(requested()).when(approve(bob, { amendments: { input: 'x' } }))
  .events[0] as ReviewEvent;
const urgent = given().when(requested({ deadline: ASKED_AT })).events[0] as ReviewEvent;
const expiry = given(requested({ deadline: ASKED_AT })).when(expire(ASKED_AT)).events[0] as ReviewEvent;

describe('A history that cannot have been written', () => {
  const history = (...events: readonly (ReviewEvent | undefined)[]) => events as readonly ReviewEvent[];

  it.each<[string, readonly ReviewEvent[]]>([
    ['a decision before the request', approval],
    ['a second request', history(request, request)],
    ['an outcome without a decision', history(request, approval[1])],
    ['a decision after the last word', history(request, ...rejection, approval[0])],
    ['an amendment of what is approved', history(request, ...approval, amendment)],
    ['a version left out', history(request, { ...amendment, version: 3 } as ReviewEvent)],
    ['a second approval outcome', history(request, ...approval, approval[1])],
    ['a rejection after the last word', history(request, ...rejection, rejection[1])],
    [
      'a revocation of what was never approved',
      history(request, rejection[0], { ...rejection[1], type: 'ReviewRevoked' } as ReviewEvent),
    ],
    ['a deadline that the review has not', history(request, expiry)],
    ['a decision after the deadline has ended it', history(urgent, expiry, approval[0])],
    ['a deadline that passes after the last word', history(urgent, ...rejection, expiry)],
    ['a deadline that passes twice', history(urgent, expiry, expiry)],
    ['a slot that the review has not', history(request, { ...approval[0], slots: [1] } as ReviewEvent)],
    [
      'an approver who has not approved',
      history(request, { ...approval[0], assignment: ['zoe'] } as ReviewEvent),
    ],
  ])('is refused as corrupt: %s', (_case, events) => {
    expect(() => folded(events)).toThrow(/^corrupt history: /);
  });
});

describe('A fold', () => {
  it('changes nothing in the state that it starts from', () => {
    const { review } = given(requested({ groups: ['banking', 'security'] }), approve(bob));
    const before = structuredClone(review);
    for (const event of given(requested({ groups: ['banking', 'security'] }), approve(bob)).when(
      approve(carol),
    ).events) {
      evolve(review, event, 'x');
    }
    expect(review).toEqual(before);
  });

  it('is plain JSON', () => {
    const { review } = given(requested({ actor: agent7 }), approve({ ...alice, roles: ['reviewer'] }));
    expect(JSON.parse(JSON.stringify(review))).toEqual(review);
  });

  it('goes on without the personal parts, with empty names and content', () => {
    const bare = folded([request, ...approval].map((event) => ({ ...event, personal: null }) as ReviewEvent));
    expect(bare).toMatchObject({
      id: REVIEW,
      status: 'APPROVED',
      requester: { id: 'alice', name: '', email: '', slackId: '' },
      proposal: {
        title: '',
        rationale: null,
        payload: {},
        digest: given(requested()).review.proposal.digest,
      },
      outcome: { by: { id: 'bob', name: '' }, note: null },
    });
  });
});
