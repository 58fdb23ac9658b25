import { approvalWords, matchWords, type RuleTerms, shadows, spanWords, timeParts } from './rule-words.ts';
import { EMPTY_FORM, formOf, termsOf, wishOf } from './rule-form.ts';
import { changesOf } from './rule-changes.ts';
import { castOf, exampleOf } from './example.ts';

const PAYMENTS: RuleTerms = {
  ...termsOf(EMPTY_FORM),
  name: 'payments',
  match: {
    kinds: ['tool_call'],
    actions: ['pay', 'refund'],
    labels: { allOf: { env: 'prod' }, anyOf: [{ key: 'risk', value: 'high' }] },
  },
  groups: ['banking', 'user:carol', '*'],
  minApprovals: 2,
  ttlSeconds: 129_600,
  grantTtlSeconds: 90,
  timeWindow: { start: '08:00', end: '18:00' },
};
const MATCHES_ALL = termsOf(EMPTY_FORM);

describe('a rule in words', () => {
  it('says which requests it is for, and that it is for all of them', () => {
    expect(matchWords(PAYMENTS.match)).toBe(
      'kind tool_call; action pay or refund; label env: prod; label risk: high',
    );
    expect(matchWords(MATCHES_ALL.match)).toBe('every request');
  });

  it('says how many have to approve, and who', () => {
    expect(approvalWords(PAYMENTS)).toBe('2 of banking, carol or any reviewer');
    expect(approvalWords({ groups: ['banking', 'security'], minApprovals: 0 })).toBe('banking and security');
    expect(approvalWords({ groups: ['banking'], minApprovals: 7 })).toBe('banking');
    expect(approvalWords({ groups: [], minApprovals: 0 })).toBe('one reviewer');
  });

  it('says times in the largest unit that is exact', () => {
    expect([1, 60, 90, 3_600, 86_400, 129_600].map(spanWords)).toEqual([
      ...['1 s', '1 min', '90 s', '1 h', '1 d', '36 h'],
    ]);
    expect(timeParts(PAYMENTS)).toEqual([
      'pending at most 36 h',
      'approval good for 90 s',
      'only 08:00 to 18:00 UTC',
    ]);
  });

  it('is said to be never tried after one that matches every request', () => {
    const rules = [PAYMENTS, { ...MATCHES_ALL, name: 'all' }, { ...PAYMENTS, name: 'late' }];
    expect([...shadows(rules)]).toEqual([['late', 'all']]);
  });
});

describe('a rule in its form', () => {
  it('comes out as it went in', () => {
    expect(termsOf(formOf(PAYMENTS))).toEqual(PAYMENTS);
  });

  it('sends what is no number as it was typed, for the API to refuse in its place', () => {
    const wish = wishOf({ ...EMPTY_FORM, priority: 'high', ttl: { amount: 'long', unit: 'h' } });
    expect([wish.priority, wish.ttlSeconds]).toEqual(['high', 'long']);
  });

  it('sends no label of which nothing was typed', () => {
    const rows = [
      { key: ' env ', value: 'prod' },
      { key: '', value: '' },
    ];
    const { labels } = wishOf({ ...EMPTY_FORM, allOf: rows, anyOf: rows }).match;
    expect(labels).toEqual({ allOf: { env: 'prod' }, anyOf: [{ key: 'env', value: 'prod' }] });
  });
});

describe('a change of a rule', () => {
  it('is what it says otherwise, and nothing else', () => {
    const after = { ...PAYMENTS, minApprovals: 0, match: MATCHES_ALL.match, timeWindow: null };
    expect(changesOf(PAYMENTS, after)).toEqual([
      { what: 'Is for', before: 'some requests', after: 'every request' },
      { what: 'Kinds', before: 'tool_call', after: null },
      { what: 'Actions', before: 'pay or refund', after: null },
      { what: 'Every one of the labels', before: 'env: prod', after: null },
      { what: 'At least one of the labels', before: 'risk: high', after: null },
      { what: 'Approvals needed', before: '2', after: 'all slots' },
      { what: 'Only between', before: '08:00 and 18:00 UTC', after: null },
    ]);
    expect(changesOf(PAYMENTS, { ...PAYMENTS })).toEqual([]);
  });
});

describe('the example of a rule', () => {
  it('is a request that it matches', () => {
    expect(exampleOf(PAYMENTS.match)).toEqual({
      subjectKind: 'tool_call',
      action: 'pay',
      labels: { env: 'prod', risk: 'high' },
    });
  });

  it('is asked of one of each kind of people, and of the reader', () => {
    const cast = castOf({ groups: PAYMENTS.groups, forceApprovalGroups: ['security'] }, { id: 'dave' });
    expect(cast.map(({ id }) => id)).toEqual([
      ...['a member of banking', 'a member of security', 'carol'],
      ...['any other reviewer', 'any other administrator', 'an agent', 'dave'],
    ]);
  });
});
