import { filterOf, readAddress, sortOf, withoutFilters, writeAddress } from './queue-address.ts';

const read = (query: string) => readAddress(new URLSearchParams(query));

describe('the address of the queue', () => {
  it('is what one may decide, the oldest first, where it says nothing', () => {
    expect(filterOf(read(''))).toEqual({ decidable: true, sort: 'oldest' });
  });

  it.each([
    'tab=mine&status=PENDING&status=REJECTED&kind=payment&sort=deadline',
    'group=banking&requester=alice&label=risk%3Ahigh&from=2026-03-01&to=2026-03-30&q=drop+colum*',
    'tab=decided&review=0198f7c4-0000-7000-8000-000000000001',
  ])('says the same when it is read and written: %s', (query) => {
    expect(writeAddress(read(query)).toString()).toBe(query);
  });

  it('says nothing that is as the tab has it anyway', () => {
    expect(writeAddress(read('tab=decide&sort=oldest&kind=')).toString()).toBe('');
  });

  it.each([
    ['a tab that there is not', 'tab=everything'],
    ['an order that there is not', 'sort=random'],
    ['a status beside the tab', 'status=REJECTED'],
    ['a label without a value', 'label=risk'],
    ['a day that there is not', 'from=2026-13-41'],
    ['words without a letter', 'q=**'],
  ])('takes %s for nothing', (_what, query) => {
    expect(filterOf(read(query))).toEqual({ decidable: true, sort: 'oldest' });
  });

  it('asks for no order beside words, which are found newest first', () => {
    expect(filterOf(read('q=drop&sort=deadline'))).toEqual({ decidable: true, q: 'drop' });
    expect(sortOf(read('q=drop&sort=deadline'))).toBe('newest');
  });

  it('means whole days of the reader, both included', () => {
    const { createdFrom, createdTo } = filterOf(read('from=2026-03-01&to=2026-03-01'));
    expect(Date.parse(createdTo ?? '') - Date.parse(createdFrom ?? '')).toBe(24 * 3_600_000);
  });

  it('keeps its tab and the open review when the filters are cleared', () => {
    const cleared = withoutFilters(read('tab=open&kind=payment&q=x&review=7'));
    expect(writeAddress(cleared).toString()).toBe('tab=open&review=7');
  });
});
