import { readAddress } from './queue-address.ts';
import { isWorthSaving, parseViews, withView } from './views.ts';

const at = (search: string) => readAddress(new URLSearchParams(search));

describe('a view with a name', () => {
  it('is the list as it is narrowed and sorted, without what is open beside it', () => {
    expect(withView([], ' Mine ', at('tab=open&group=banking&review=7'))).toEqual([
      { name: 'Mine', search: 'tab=open&group=banking' },
    ]);
  });

  it('takes the place of the one of its name, and has one', () => {
    const views = withView(withView([], 'b', at('kind=x')), 'a', at('kind=y'));
    expect(withView(views, 'b', at('kind=z')).map(({ name, search }) => `${name} ${search}`)).toEqual([
      ...['a kind=y', 'b kind=z'],
    ]);
    expect(withView(views, '  ', at('kind=z'))).toBe(views);
  });

  it('is worth it where something is narrowed or sorted', () => {
    expect(['', 'tab=open', 'q=ledger', 'sort=newest'].map((search) => isWorthSaving(at(search)))).toEqual([
      ...[false, false, true, true],
    ]);
  });

  it('is read again as far as it is understood', () => {
    const kept = [{ name: 'a', search: 'kind=x&sort=sideways&from=soon' }, { name: 7 }, null];
    expect(parseViews(JSON.stringify(kept))).toEqual([{ name: 'a', search: 'kind=x' }]);
    for (const broken of [null, '{', '"text"']) expect(parseViews(broken)).toEqual([]);
  });
});
