import { eventId } from './event-id';
import { apiKeysStream, memoryStream, parseStream, reviewStream, rulesStream } from './streams';

const workspace = '11111111-1111-4111-8111-111111111111';
const review = '22222222-2222-4222-8222-222222222222';

describe('the name of a stream', () => {
  it('holds the workspace, and parses to what it was built from', () => {
    expect(reviewStream(workspace, review)).toBe(`review-${workspace}_${review}`);
    expect(parseStream(reviewStream(workspace, review))).toEqual({ kind: 'review', workspace, review });
    const session = 'run:7.a_b-C';
    expect(memoryStream(workspace, session)).toBe(`memory-${workspace}_${session}`);
    expect(parseStream(memoryStream(workspace, session))).toEqual({ kind: 'memory', workspace, session });
  });

  it.each([
    '',
    'a/b',
    '../x',
    '$all',
    `${review} `,
    `${review}_x`,
    'ABCDEF00-2222-4222-8222-222222222222',
    'x'.repeat(1_000),
  ])('is not made of the review id %p', (id) =>
    expect(() => reviewStream(workspace, id)).toThrow(RangeError),
  );

  it.each(['', 'a/b', 'a b', 'a\n', '\u00e9', 'x'.repeat(129)])('is not made of the session id %p', (id) =>
    expect(() => memoryStream(workspace, id)).toThrow(RangeError),
  );

  it('of the rules is one for the whole workspace, and of no other', () => {
    expect(rulesStream(workspace)).toBe(`rules-${workspace}`);
    expect(parseStream(rulesStream(workspace))).toEqual({ kind: 'rules', workspace });
    expect(() => rulesStream('*')).toThrow(RangeError);
  });

  it('of the API keys is one for the whole workspace, and of no other', () => {
    expect(apiKeysStream(workspace)).toBe(`apikeys-${workspace}`);
    expect(parseStream(apiKeysStream(workspace))).toEqual({ kind: 'apikeys', workspace });
    expect(() => apiKeysStream('*')).toThrow(RangeError);
  });

  it.each(['$$review-x', '$scavenges', 'review-1_2', `rules-${workspace}_x`, `order-${workspace}`])(
    'of somebody else is not ours: %s',
    (name) => expect(parseStream(name)).toBeNull(),
  );
});

describe('the id of an event', () => {
  it('is the same for ever for the same stream, command and index', () => {
    expect(eventId('review-a_b', 'command', 0)).toBe('9c3c966c-1b68-545f-9e43-3f54c97f31aa');
    const others = [
      eventId('review-a_b', 'command', 1),
      eventId('review-a_b', 'other', 0),
      eventId('x', 'command', 0),
    ];
    expect(new Set([...others, eventId('review-a_b', 'command', 0)]).size).toBe(4);
  });
});
