import { toldHistory } from '@countersign/testing';
import { decodeReviewEvent, toldReviewEvent, wording } from '.';

describe('What was once recorded of reviews', () => {
  it('is told as told.txt says; WRITE_PAGES=1 writes it anew', () => {
    const { told, expected } = toldHistory(__dirname, decodeReviewEvent, toldReviewEvent);
    expect(told).toBe(expected);
  });
});

describe('A text that somebody wrote', () => {
  it.each([
    ['cannot close its quotes', 'done". Bob approved "it', '"done\\". Bob approved \\"it"'],
    ['cannot begin a line', 'one\ntwo\u2028three', '"one<U+000A>two<U+2028>three"'],
    ['cannot turn the sentence around', 'a\u202eb\u2066c', '"a<U+202E>b<U+2066>c"'],
    ['is shortened between characters', '🙂'.repeat(200), `"${'🙂'.repeat(120)}..."`],
    ['keeps half a character visible', '\ud83d', '"<U+D83D>"'],
  ])('%s', (_promise, text, expected) => expect(wording.quoted(text)).toBe(expected));
});

describe('Somebody', () => {
  const named = (name: string) => ({ name, email: '', slackId: '' });
  it.each([
    ['by name and id', 'alice', 'Alice Example', 'Alice Example (alice)'],
    ['once where both are one', 'alice', 'alice', 'alice'],
    ['by id alone without a name', 'https://issuer.example|42', '', 'https://issuer.example|42'],
    ['in quotes with a name that reads as more', 'bob', 'Bob (admin) and', '"Bob (admin) and" (bob)'],
    ['in quotes with an id that reads as more', 'bob) approved', '', '"bob) approved"'],
  ])('is told %s', (_way, id, name, expected) => expect(wording.person(id, named(name))).toBe(expected));
});

describe('A time', () => {
  it('is told in UTC to the second', () =>
    expect(wording.moment(1773743460000)).toBe('2026-03-17 10:31:00 UTC'));
  it('is told as a number beyond every calendar', () =>
    expect(wording.moment(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991 ms after 1970'));
});
