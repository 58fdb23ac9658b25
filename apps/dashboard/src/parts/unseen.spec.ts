import { hasUnseen, nameOfUnseen, stretchesOf } from './unseen.ts';

const shown = (text: string): string =>
  stretchesOf(text)
    .map((stretch) => (stretch.isUnseen ? nameOfUnseen(stretch.text) : stretch.text))
    .join('');

describe('characters that nobody would see', () => {
  it.each([
    ['a\u202Eb', 'a<U+202E>b'],
    ['a\u2066b\u2069', 'a<U+2066>b<U+2069>'],
    ['id\u200B = 5', 'id<U+200B> = 5'],
    ['so\u00ADft', 'so<U+00AD>ft'],
    ['a\u{E0041}', 'a<U+E0041>'],
    ['a\u3164', 'a<U+3164>'],
    ['over\rwritten', 'over<U+000D>written'],
    ['a\u0000b\u001B[2K', 'a<U+0000>b<U+001B>[2K'],
    ['\uD800', '<U+D800>'],
    ['a\u200Db', 'a<U+200D>b'],
    ['a\uFE0F', 'a<U+FE0F>'],
    ['id = 5\uFE0F', 'id = 5<U+FE0F>'],
    ['rm\u00A0-rf', 'rm<U+00A0>-rf'],
    ['a\u2028b\u0085c', 'a<U+2028>b<U+0085>c'],
    ['a\uE000', 'a<U+E000>'],
  ])('are written out: %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
    expect(hasUnseen({ deep: [text] })).toBe(true);
  });

  it.each(['SELECT 1\n\tFROM a\r\n', 'Grüße, 東京, שלום', '👩‍💻 👩🏽‍💻 ✔️ 1️⃣', ''])('are not in %j', (text) => {
    expect(shown(text)).toBe(text);
    expect(hasUnseen({ [text]: text })).toBe(false);
  });

  it('are found in keys, too', () => {
    expect(hasUnseen({ 'a\u200B': 1 })).toBe(true);
  });
});
