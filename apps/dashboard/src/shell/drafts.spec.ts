import { forgetDrafts, forgetOldDrafts, readDraftText, writeDraftText } from './drafts.ts';

const DAY_MS = 86_400_000;
const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  // Its keys are those of the object, as in a browser.
  const withKeys = new Proxy(storage, {
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  });
  Object.assign(globalThis, { localStorage: withKeys });
});
afterEach(() => void Reflect.deleteProperty(globalThis, 'localStorage'));

describe('what was typed', () => {
  it('is found again as it was, colons and all, until it is empty', () => {
    writeDraftText('bob:1:note', '12:30\nnot now');
    expect(readDraftText('bob:1:note')).toBe('12:30\nnot now');
    expect(readDraftText('bob:2:note')).toBe('');
    writeDraftText('bob:1:note', '');
    expect(kept.size).toBe(0);
  });

  it('goes after some days, and all of it with whoever signs out', () => {
    kept.set('countersign:single-keys', 'off');
    writeDraftText('old', 'a', 0);
    writeDraftText('new', 'b', 10 * DAY_MS);
    forgetOldDrafts(20 * DAY_MS);
    expect([readDraftText('old'), readDraftText('new')]).toEqual(['', 'b']);
    forgetDrafts();
    expect([...kept.keys()]).toEqual(['countersign:single-keys']);
  });
});
