import {
  decisionFilter,
  logFilter,
  readDecisions,
  readLog,
  writeDecisions,
  writeLog,
} from './audit-address.ts';

const decisions = (text: string) => readDecisions(new URLSearchParams(text));
const log = (text: string) => readLog(new URLSearchParams(text));

describe('the address of the decisions', () => {
  it.each([
    '',
    'verdict=reject&actor=bob&session=s-1&from=2026-03-01&to=2026-03-02&page=3&cursor=7.1772400000000',
  ])('says the same when it is read and written: %s', (text) =>
    expect(writeDecisions(decisions(text)).toString()).toBe(text),
  );

  it.each(['verdict=perhaps', 'from=yesterday', 'page=3', 'page=3&cursor=x', 'cursor=1.-2'])(
    'asks for nothing that would be refused: %s',
    (text) => expect(writeDecisions(decisions(text)).toString()).toBe(''),
  );

  it.each(['page=-1', 'page=1', 'page=1.5', 'page=x', ''])(
    'counts a page that begins further on as one that is not the first: %s',
    (text) => expect(decisions(`cursor=7.5&${text}`)).toMatchObject({ page: 2, cursor: '7.5' }),
  );

  it('has days of the reader, the last one included', () => {
    const { from, to } = decisionFilter(decisions('from=2026-03-01&to=2026-03-01'));
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(24 * 3_600_000);
  });
});

describe('the address of the log', () => {
  it.each([
    '',
    'type=ReviewForced&actor=bob&review=r&session=s&kind=rules&from=2026-03-01&to=2026-03-02&order=log&after=7',
  ])('says the same when it is read and written: %s', (text) =>
    expect(writeLog(log(text)).toString()).toBe(text),
  );

  it('asks for the newest first, and for types one by one', () => {
    expect(logFilter(log(''))).toEqual({ order: 'desc' });
    expect(logFilter(log('type=ReviewForced,%20ReviewRevoked&order=log'))).toEqual({
      type: ['ReviewForced', 'ReviewRevoked'],
      order: 'asc',
    });
  });

  it.each(['kind=other', 'after=-1', 'after=x', 'order=random', 'to=2026-13-01'])(
    'asks for nothing that would be refused: %s',
    (text) => expect(logFilter(log(text))).toEqual({ order: 'desc' }),
  );
});
