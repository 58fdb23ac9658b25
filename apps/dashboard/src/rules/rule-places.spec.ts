import { CountersignProblem } from '@countersign/client';
import { faultsIn, faultsOf } from './rule-places.ts';

const problem = (type: string, detail: string, pointers: Readonly<Record<string, string>> = {}) =>
  new CountersignProblem({
    type: `urn:countersign:problem:${type}`,
    title: 'No',
    status: type === 'invalid-rule' ? 422 : 400,
    detail,
    errors: Object.entries(pointers).map(([pointer, said]) => ({ pointer, detail: said })),
  } as never);

describe('what is wrong with a rule', () => {
  it('is said at the field that a pointer leads to, whether the rule is the body or a part of it', () => {
    const pointers = {
      '#/rule/match/labels/anyOf/0/key': 'no text',
      '#/match/kinds/1': 'too long',
      '#/ttlSeconds': 'too small',
      '#/rule/timeWindow/start': 'no time',
      '#/request/subjectKind': 'of the example',
    };
    expect(faultsIn(problem('invalid-request', 'several', pointers))).toEqual({
      anyOf: 'no text',
      kinds: 'too long',
      ttlSeconds: 'too small',
      timeWindow: 'no time',
    });
  });

  it('is said at the field that a refusal names, or above all of them', () => {
    const places = (detail: string) => Object.keys(faultsIn(problem('invalid-rule', detail)));
    expect(places('groups has an entry twice.')).toEqual(['groups']);
    expect(places('The time window is not HH:MM to HH:MM.')).toEqual(['timeWindow']);
    expect(places('forceApprovalGroups may hold groups only, neither `*` nor a user.')).toEqual([
      'forceApprovalGroups',
    ]);
    expect(places('A label has an empty key.')).toEqual(['rule']);
  });

  it('is nothing where it is no fault of the rule', () => {
    expect(faultsIn(new Error('offline'))).toEqual({});
  });

  it('is a label that is there twice, of which the API would see one', () => {
    const twice = [
      { key: 'env', value: 'prod' },
      { key: 'env ', value: 'test' },
    ];
    expect(Object.keys(faultsOf({ allOf: twice }))).toEqual(['allOf']);
    expect(faultsOf({ allOf: twice.slice(1) })).toEqual({});
  });
});
