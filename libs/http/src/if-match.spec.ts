import { isUnchanged, readIfMatch, seenBy } from './if-match';

const ID = '3b1f8c52-5f0e-5d7a-8a44-90c7f2f4d1aa';
const OTHER = '0b1f8c52-5f0e-5d7a-8a44-90c7f2f4d1aa';

describe('an If-Match', () => {
  it('says nothing when it is absent or a star', () => {
    expect(seenBy(readIfMatch(undefined), ID)).toEqual({ digest: null, revision: null });
    expect(seenBy(readIfMatch('*'), ID)).toEqual({ digest: null, revision: null });
  });

  it('says the revision that was seen', () => {
    expect(seenBy(readIfMatch(`"${ID}:12"`), ID)).toEqual({ digest: null, revision: 12 });
  });

  it.each([
    `W/"${ID}:12"`,
    `${ID}:12`,
    `"${ID}"`,
    `"${ID}:"`,
    `"${ID}:-1"`,
    `"${ID}:x"`,
    `"${OTHER}:12"`,
    '"x:1"',
    '',
    `"${ID}:1", "${ID}:2"`,
  ])('matches no revision as %s', (header) => {
    expect(seenBy(readIfMatch(header), ID)).toEqual({ digest: null, revision: -1 });
  });
});

describe('If-None-Match', () => {
  const tag = '"7f2a2b1e-6c1f-4c2e-9d5e-3f9a4d1c0b7a:3"';
  it.each<[string | undefined, boolean]>([
    [undefined, false],
    ['', false],
    ['"x"', false],
    [tag, true],
    [`W/${tag}`, true],
    [`"x", W/"y" ,${tag}`, true],
    ['*', true],
  ])('%s names the tag or does not', (header, isNamed) => {
    expect(isUnchanged(header, tag)).toBe(isNamed);
  });
});
