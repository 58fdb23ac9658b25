import { isProblem, type Rule } from '@countersign/client';
import { useState } from 'react';
import { changesOf } from './rule-changes.ts';
import { EMPTY_FORM, formOf, type RuleForm, termsOf, wishOf } from './rule-form.ts';
import { type Faults, faultsIn, faultsOf } from './rule-places.ts';
import { usePreviewing } from './use-previewing.ts';
import { useRule, useRules } from './use-rules.ts';

/** A draft needs some name to be tried under. */
const NAMELESS = '_';

/** A rule as it is being written, what is wrong with it, and what somebody else made of it meanwhile. */
export function useEditing(rule: Rule | null) {
  const [basis, setBasis] = useState(rule);
  const [form, setForm] = useState(() => (rule === null ? EMPTY_FORM : formOf(rule)));
  const [isTried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const terms = termsOf(form);
  const draft = { ...wishOf(form), name: terms.name || NAMELESS };
  const previewing = usePreviewing(terms, draft);
  const rules = useRules().data ?? [];
  const isStale = isProblem(refusal, 'stale-rule');
  const isTaken = basis === null && !isStale && rules.some(({ name }) => name === terms.name);
  const faults: Faults = {
    ...faultsIn(refusal),
    ...faultsIn(previewing.answer.error),
    ...faultsOf(form),
    ...(isTried && terms.name === '' && { name: 'A rule needs a name.' }),
    ...(isTaken && { name: 'There is a rule of this name already.' }),
  };
  const begun = basis ?? termsOf(EMPTY_FORM);
  return {
    ...{ basis, form, terms, draft, previewing, faults },
    /** Why it was not saved, where that is not for a field to say. */
    refusal: isStale || Object.keys(faultsIn(refusal)).length > 0 ? null : refusal,
    isChanged: begun.name !== terms.name || changesOf(begun, terms).length > 0,
    /** What comes after it, and is not tried where it matches. */
    after: comeAfter(rules, terms.name, terms.priority),
    conflict: useConflict(basis, isStale ? terms.name : null),
    setBasis,
    setRefusal,
    try: () => setTried(true),
    take: (theirs: Rule) => {
      setBasis(theirs);
      setForm(formOf(theirs));
    },
    change: (part: Partial<RuleForm>) => {
      setRefusal(null);
      setForm((now) => ({ ...now, ...part }));
    },
  };
}

/**
 * What the rule is by now, where that is not what the reader began with: null where it was deleted. Whoever began with
 * nothing learns of one of the name when the making of it is refused.
 */
function useConflict(basis: Rule | null, refused: string | null): Rule | null | undefined {
  const name = basis?.name ?? refused;
  const { data, error } = useRule(name);
  if (isProblem(error, 'not-found')) return basis === null ? undefined : null;
  return name !== null && data !== undefined && data.revision !== basis?.revision ? data : undefined;
}

const comeAfter = (rules: readonly Rule[], name: string, priority: number): readonly string[] =>
  rules
    .filter((one) => one.name !== name)
    .filter((one) => one.priority > priority || (one.priority === priority && one.name > name))
    .map((one) => one.name);
