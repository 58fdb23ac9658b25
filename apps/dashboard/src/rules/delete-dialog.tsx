import { isProblem, type Rule } from '@countersign/client';
import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { client } from '../data/client.ts';
import { Failure } from '../parts/failure.tsx';
import { addresses } from '../shell/addresses.ts';
import { announce } from '../shell/announcer.tsx';
import { RuleSimulation } from './rule-simulation.tsx';
import { matchWords } from './rule-words.ts';
import { useRereadRules } from './use-rules.ts';

/** Deletes what is shown and nothing newer, once its name is typed. */
export default function DeleteDialog({
  rule,
  onClose,
}: {
  readonly rule: Rule;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const reread = useRereadRules();
  // The rule as it was when it was asked for: not one that somebody makes of it meanwhile.
  const [shown] = useState(rule);
  const [typed, setTyped] = useState('');
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const remove = useMutation({
    mutationFn: () => client.rules.delete(shown.name, { expected: shown, idempotencyKey }),
    onSuccess: async () => {
      announce(`The rule ${shown.name} is deleted`);
      await navigate(addresses.rules);
      await reread();
    },
    onError: (error) => {
      if (isProblem(error, 'stale-rule')) void reread();
    },
  });
  return (
    <Modal
      opened
      onClose={remove.isPending ? () => undefined : onClose}
      title={`Delete the rule ${shown.name}?`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close without deleting' }}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === shown.name && !remove.isPending) remove.mutate();
        }}
      >
        <p>
          From now on it does not count any more for <bdi>{matchWords(shown.match)}</bdi>: the next rule that
          matches does, or what the request says itself. What it matched still obeys it.
        </p>
        <RuleSimulation trying={{ remove: shown.name }} />
        <TextInput
          label={`Type ${shown.name} to delete it`}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {isProblem(remove.error, 'stale-rule') ? (
          <Failure
            error={remove.error}
            what="Not deleted. Somebody changed it meanwhile; close this and look at it again"
          />
        ) : (
          remove.isError &&
          !isProblem(remove.error, 'unauthenticated') && <Failure error={remove.error} what="Not deleted" />
        )}
        <div className="row">
          <Button type="submit" color="red.9" disabled={typed !== shown.name} loading={remove.isPending}>
            Delete the rule
          </Button>
          <Button variant="default" disabled={remove.isPending} onClick={onClose}>
            Keep it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
