import { meaningOf } from './key-press.ts';

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
const place = { begun: null, isTyping: false, singleKeys: true };

describe('a key', () => {
  it('means itself, and one after g both', () => {
    expect(meaningOf(press('j'), place)).toEqual({ name: 'j' });
    expect(meaningOf(press('g'), place)).toEqual({ begins: 'g' });
    expect(meaningOf(press('q'), { ...place, begun: 'g' })).toEqual({ name: 'g q' });
  });

  it('means nothing with a modifier, which is for the browser', () => {
    expect(meaningOf(press('a', { ctrlKey: true }), place)).toBeNull();
  });

  it('is text where somebody types, but for Esc', () => {
    expect(meaningOf(press('a'), { ...place, isTyping: true })).toBeNull();
    expect(meaningOf(press('Escape'), { ...place, isTyping: true })).toEqual({ name: 'Escape' });
  });

  it('means nothing where single letters are switched off, but for what is no letter', () => {
    const off = { ...place, singleKeys: false };
    expect(meaningOf(press('a'), off)).toBeNull();
    expect(meaningOf(press('?'), off)).toBeNull();
    expect(meaningOf(press('ArrowDown'), off)).toEqual({ name: 'ArrowDown' });
  });
});
