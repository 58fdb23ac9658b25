import type { ReviewFact } from '@countersign/commands';
import type { ReviewEvent } from '@countersign/review';
import { alice, approve, bob, dave, erin, given, requested } from '@countersign/testing';
import { eventBody } from './event-body';

const factOf = (event: ReviewEvent): ReviewFact => ({
  event,
  eventId: 'event-0',
  revision: 0,
  position: 1n as ReviewFact['position'],
  createdAt: event.at,
  api: 'native',
  commandId: 'command-0',
  correlationId: 'request-0',
});

const [asked] = given().when(requested({ groups: ['banking'] })).events;
const approval = given(requested({ groups: ['banking'] })).when(approve(bob, { note: 'Fine' })).events;
const facts = [...(asked === undefined ? [] : [asked]), ...approval].map(factOf);

describe('a recorded fact', () => {
  it('says of people who they are, but not by which credential or rights they acted, nor how to reach them', () => {
    for (const fact of facts) {
      const told = JSON.stringify(eventBody(fact, alice));
      for (const word of ['credential', 'issuer', '"groups"', 'roles', 'email', 'slackId', '@example.org'])
        expect([fact.event.type, told.includes(word)]).toEqual([fact.event.type, false]);
    }
    expect(eventBody(facts[1] as ReviewFact, bob)).toMatchObject({
      type: 'ApprovalGiven',
      by: { id: 'bob', name: bob.name },
      data: {
        by: { id: 'bob', kind: 'human', onBehalfOf: null },
        slots: [0],
        personal: { by: { name: bob.name }, note: 'Fine', amendments: null },
      },
    });
  });

  it.each([dave, erin])('is told to $id as it is stored', (who) => {
    for (const fact of facts) {
      const { type: _, ...data } = fact.event;
      expect(eventBody(fact, who).data).toEqual(data);
    }
  });

  it('stays told where its personal part is sealed', () => {
    const sealed = { ...asked, personal: null } as ReviewEvent;
    expect(eventBody(factOf(sealed), alice)).toMatchObject({
      by: { id: 'alice', name: '' },
      data: { by: { id: 'alice' }, personal: null },
    });
  });
});
