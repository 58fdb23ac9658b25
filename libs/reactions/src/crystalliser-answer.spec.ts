import { Malformed, sentencesIn } from './crystalliser-answer';

const read = (text: string) => sentencesIn(Buffer.from(text));
const memories = (...all: unknown[]) => read(JSON.stringify({ memories: all }));

describe('an answer of a crystalliser', () => {
  it('is its sentences without the space around them', () =>
    expect(read('{"memories": [" one ", "two\\n"], "later": 1}')).toEqual(['one', 'two']));

  it('may be that there is nothing worth keeping', () => expect(memories()).toEqual([]));

  it('has up to 100 sentences of up to 2,000 characters', () => {
    const longest = 'x'.repeat(2_000);
    expect(memories(...Array.from({ length: 100 }, () => ` ${longest} `))).toHaveLength(100);
    expect(() => memories(...Array.from({ length: 101 }, () => 'x'))).toThrow(/more than 100/);
    expect(() => memories('x', `${longest}x`)).toThrow(/memories\[1\] has 2001 characters/);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'memories'],
    ['no object', '["one"]'],
    ['null', 'null'],
    ['no list', '{"memories": "one"}'],
    ['something that is no text', '{"memories": [1]}'],
    ['an empty sentence', '{"memories": [" "]}'],
    ['U+0000', '{"memories": ["a\\u0000b"]}'],
    ['half a surrogate pair', '{"memories": ["a\\ud800"]}'],
  ])('is refused where it is %s', (_what, text) => expect(() => read(text)).toThrow(Malformed));

  it('is refused where it is no UTF-8', () =>
    expect(() =>
      sentencesIn(Buffer.from([...Buffer.from('{"memories": ["'), 0xff, 0x22, 0x5d, 0x7d])),
    ).toThrow(Malformed));
});
