import { bytesWords, countedWords, durationWords, shareWords } from './quantity-words.ts';

describe('a length of time in words', () => {
  it.each([
    [0, '0 s'],
    [0.271, '0.27 s'],
    [4.25, '4.3 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [90, '1.5 min'],
    [59.6 * 60, '1 h'],
    [23.4 * 3600, '23 h'],
    [23.6 * 3600, '1 d'],
    [26 * 3600, '1.1 d'],
    [60 * 3600, '2.5 d'],
    [400 * 86_400, '400 d'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });
});

describe('a share in words', () => {
  it.each([
    [0, '0 %'],
    [0.0002, 'under 0.1 %'],
    [0.034, '3.4 %'],
    [0.27, '27 %'],
    [0.9995, 'over 99.9 %'],
    [1, '100 %'],
  ])('of %d is %s: nearly none and nearly all are not none and all', (share, words) => {
    expect(shareWords(share)).toBe(words);
  });
});

describe('other quantities', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [614_400, '600 KiB'],
    [153_395_200, '146 MiB'],
    [5 * 1024 ** 3, '5 GiB'],
  ])('have units: %d bytes are %s', (bytes, words) => {
    expect(bytesWords(bytes)).toBe(words);
  });

  it('are one or many', () => {
    expect([countedWords(1, 'event'), countedWords(2_000, 'event')]).toEqual(['1 event', '2,000 events']);
  });
});
