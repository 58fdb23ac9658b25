import { CountersignProblem, isProblem } from '@countersign/client';
import type { LabelRow, RuleForm } from './rule-form.ts';

/** The fields of the form, as the API names what they hold. */
export const FIELDS = [
  ...(['name', 'description', 'priority', 'kinds', 'actions', 'allOf', 'anyOf', 'groups'] as const),
  ...(['minApprovals', 'distinctApprovers', 'forbidAdminSelfApproval', 'forceApprovalGroups'] as const),
  ...(['amending', 'reasonRequired', 'ttlSeconds', 'grantTtlSeconds', 'type'] as const),
  ...(['accessDurationSeconds', 'timeWindow'] as const),
] as const;
export type Field = (typeof FIELDS)[number];

export type Faults = Partial<Record<Field | 'rule', string>>;

/** What is wrong with a rule, by the field that it is about; `rule`: by none. */
export function faultsIn(error: unknown): Faults {
  if (!(error instanceof CountersignProblem)) return {};
  if (isProblem(error, 'invalid-rule')) return { [fieldNamed(error.detail) ?? 'rule']: error.detail };
  const faults: Faults = {};
  for (const { pointer, parameter, detail } of error.errors) {
    const field = parameter === 'name' ? 'name' : fieldAt(pointer ?? '');
    if (field !== null) faults[field] ??= detail;
  }
  return faults;
}

/** Also where the rule is a part of the body: `#/rule/match/kinds/0`. */
function fieldAt(pointer: string): Field | null {
  const steps = pointer.replace(/^#/, '').split('/').slice(1);
  if (steps[0] === 'rule') steps.shift();
  if (steps[0] === 'request' || steps[0] === 'principals') return null;
  return FIELDS.find((field) => steps.slice(0, 3).includes(field)) ?? null;
}

const fieldNamed = (sentence: string): Field | null => {
  const words = sentence.split(/[^A-Za-z]+/);
  if (sentence.includes('time window')) return 'timeWindow';
  const named = words.find((word) => word !== 'type' && (FIELDS as readonly string[]).includes(word));
  return (named as Field | undefined) ?? null;
};

/** What the API could not say: of two labels of one name it would be sent one. */
export function faultsOf({ allOf }: Pick<RuleForm, 'allOf'>): Faults {
  const keys = allOf.map(({ key }: LabelRow) => key.trim()).filter((key) => key !== '');
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  return twice === undefined ? {} : { allOf: `No request has the label "${twice}" with two values.` };
}
