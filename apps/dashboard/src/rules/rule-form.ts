import type { Rule, RuleWish } from '@countersign/client';
import { type RuleTerms, secondsIn, spanOf, type Unit } from './rule-words.ts';

export interface LabelRow {
  readonly key: string;
  readonly value: string;
}

export interface Span {
  /** As it was typed; empty: none. */
  readonly amount: string;
  readonly unit: Unit;
}

/** A rule as it is being written: numbers are what was typed, and the API says what is wrong with them. */
export interface RuleForm {
  readonly name: string;
  readonly description: string;
  readonly priority: string;
  readonly kinds: readonly string[];
  readonly actions: readonly string[];
  readonly allOf: readonly LabelRow[];
  readonly anyOf: readonly LabelRow[];
  readonly groups: readonly string[];
  readonly minApprovals: string;
  readonly distinctApprovers: boolean;
  readonly forbidAdminSelfApproval: boolean;
  readonly forceApprovalGroups: readonly string[];
  readonly amending: Rule['amending'];
  readonly reasonRequired: Rule['reasonRequired'];
  readonly ttl: Span;
  readonly grantTtl: Span;
  readonly accessDuration: Span;
  readonly type: Rule['type'];
  readonly from: string;
  readonly until: string;
}

const NO_SPAN: Span = { amount: '', unit: 'h' };

export const EMPTY_FORM: RuleForm = {
  ...{ name: '', description: '', priority: '100' },
  ...{ kinds: [], actions: [], allOf: [], anyOf: [], groups: [], minApprovals: '' },
  ...{ distinctApprovers: false, forbidAdminSelfApproval: false, forceApprovalGroups: [] },
  ...{ amending: null, reasonRequired: [], ttl: NO_SPAN, grantTtl: NO_SPAN, accessDuration: NO_SPAN },
  ...{ type: null, from: '', until: '' },
};

const toSpan = (seconds: number | null): Span => {
  if (seconds === null) return NO_SPAN;
  const { amount, unit } = spanOf(seconds);
  return { amount: String(amount), unit };
};

export function formOf(rule: RuleTerms): RuleForm {
  const { match, ttlSeconds, grantTtlSeconds, accessDurationSeconds, timeWindow, minApprovals } = rule;
  const { name, description, groups, distinctApprovers, forbidAdminSelfApproval } = rule;
  const { forceApprovalGroups, amending, reasonRequired, type } = rule;
  return {
    ...{ name, description, groups, distinctApprovers, forbidAdminSelfApproval },
    ...{ forceApprovalGroups, amending, reasonRequired, type },
    priority: String(rule.priority),
    kinds: match.kinds,
    actions: match.actions,
    allOf: Object.entries(match.labels.allOf).map(([key, value]) => ({ key, value })),
    anyOf: match.labels.anyOf,
    minApprovals: minApprovals === 0 ? '' : String(minApprovals),
    ttl: toSpan(ttlSeconds),
    grantTtl: toSpan(grantTtlSeconds),
    accessDuration: toSpan(accessDurationSeconds),
    from: timeWindow?.start ?? '',
    until: timeWindow?.end ?? '',
  };
}

/** What was typed, where it is no number: it is sent as it is, and refused in its place. */
const numberIn = (text: string): number =>
  /^-?\d+$/.test(text.trim()) ? Number(text) : (text as unknown as number);
const secondsOf = ({ amount, unit }: Span): number | null => {
  if (amount.trim() === '') return null;
  const number = Number(amount.trim().replace(',', '.'));
  return Number.isFinite(number) ? number * secondsIn(unit) : (amount as unknown as number);
};
const given = (rows: readonly LabelRow[]): readonly LabelRow[] =>
  rows
    .map(({ key, value }) => ({ key: key.trim(), value: value.trim() }))
    .filter(({ key, value }) => key !== '' || value !== '');

/** What is sent for it: everything that a rule can say. */
export function wishOf(form: RuleForm): Required<RuleWish> & Omit<RuleTerms, 'name'> {
  const { description, kinds, actions, groups, priority, minApprovals, from, until } = form;
  const { distinctApprovers, forbidAdminSelfApproval, amending, type } = form;
  return {
    ...{ description: description.trim(), distinctApprovers, forbidAdminSelfApproval, amending, type },
    priority: numberIn(priority),
    match: {
      kinds: [...kinds],
      actions: [...actions],
      labels: {
        allOf: Object.fromEntries(given(form.allOf).map(({ key, value }) => [key, value])),
        anyOf: [...given(form.anyOf)],
      },
    },
    groups: [...groups],
    minApprovals: minApprovals.trim() === '' ? 0 : numberIn(minApprovals),
    forceApprovalGroups: [...form.forceApprovalGroups],
    reasonRequired: [...form.reasonRequired],
    ttlSeconds: secondsOf(form.ttl),
    grantTtlSeconds: secondsOf(form.grantTtl),
    accessDurationSeconds: secondsOf(form.accessDuration),
    timeWindow: from === '' && until === '' ? null : { start: from, end: until },
  };
}

/** The same, for comparing it with another one. */
export const termsOf = (form: RuleForm): RuleTerms => ({ name: form.name.trim(), ...wishOf(form) });
