import { CountersignUnavailable, isProblem, type Rule } from '@countersign/client';
import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../data/client.ts';
import { Failure } from '../parts/failure.tsx';
import { announce } from '../shell/announcer.tsx';
import { ChangesTable } from './changes-table.tsx';
import { EveryRequest } from './every-request.tsx';
import { changesOf } from './rule-changes.ts';
import { termsOf, wishOf, type RuleForm } from './rule-form.ts';
import { matchesAll } from './rule-words.ts';

interface SaveDialogProps {
  readonly basis: Rule | null;
  readonly form: RuleForm;
  readonly after: readonly string[];
  readonly onClose: () => void;
  readonly onSaved: (rule: Rule) => void;
  /** It was not saved, and why is for the form to say. */
  readonly onRefused: (error: unknown) => void;
}

/** The change as a whole, before it is sent. */
export default function SaveDialog({ basis, form, after, onClose, onSaved, onRefused }: SaveDialogProps) {
  const terms = termsOf(form);
  // The same write when it is sent again, whatever became of it the first time.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const save = useMutation({
    mutationFn: () =>
      client.rules.put(terms.name, wishOf(form), { expected: basis ?? 'absent', idempotencyKey }),
    onSuccess: (rule) => {
      announce(`The rule ${rule.name} is saved`);
      onSaved(rule);
    },
    onError: (error) => {
      if (isProblem(error, 'stale-rule', 'invalid-rule', 'invalid-request')) onRefused(error);
    },
  });
  const isOpenWhether = save.error instanceof CountersignUnavailable;
  return (
    <Modal
      opened
      onClose={save.isPending ? () => undefined : onClose}
      title={basis === null ? `Make the rule ${terms.name}?` : `Change the rule ${terms.name}?`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close without saving' }}
    >
      <div className="stack">
        {matchesAll(terms.match) && <EveryRequest after={after} />}
        <ChangesTable changes={changesOf(basis, terms)} label="What will change" />
        <p className="small muted">
          It counts for requests from now on. What was asked for before obeys the rule as it was.
        </p>
        {save.isError && !isProblem(save.error, 'unauthenticated') && (
          <Failure
            error={save.error}
            what={
              isOpenWhether ? 'It is not known whether this was saved; trying again is safe' : 'Not saved'
            }
          />
        )}
        <div className="row">
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {basis === null ? 'Make the rule' : 'Save the change'}
          </Button>
          <Button variant="default" disabled={save.isPending} onClick={onClose}>
            Back to the form
          </Button>
        </div>
      </div>
    </Modal>
  );
}
