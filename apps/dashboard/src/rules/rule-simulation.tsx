import type { Simulation, SimulationAnswer } from '@countersign/client';
import { Button, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconArrowRight } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { client } from '../data/client.ts';
import { Failure } from '../parts/failure.tsx';
import { Note } from '../parts/note.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Age } from '../parts/times.tsx';
import { isOverseer, useReader } from '../session/reader.ts';
import { addresses } from '../shell/addresses.ts';
import { announce } from '../shell/announcer.tsx';

type Item = SimulationAnswer['items'][number];

interface RuleSimulationProps {
  /** The rules that are tried: with a draft among them, or without one of them. */
  readonly trying: Pick<Simulation, 'rule' | 'remove'>;
  /** What is to be tried is no rule yet. */
  readonly isOff?: boolean;
}

const LENGTHS = ['50', '100', '250', '500'];

/** What the last reviews would have come to under other rules. Nothing is recorded. */
export function RuleSimulation({ trying, isOff = false }: RuleSimulationProps) {
  const reader = useReader();
  const [last, setLast] = useState('100');
  const simulate = useMutation({
    mutationFn: (simulation: Simulation) => client.rules.simulate(simulation),
    onSuccess: ({ changed, reviewed }) => announce(verdictOf(changed, reviewed)),
  });
  if (!isOverseer(reader)) return null;
  const simulation = { ...trying, last: Number(last) };
  const isOld = simulate.isSuccess && JSON.stringify(simulate.variables) !== JSON.stringify(simulation);
  return (
    <div className="stack">
      <p className="small muted">
        Replays the decisions of the last reviews under these rules. What nobody was asked for then is
        missing.
      </p>
      <div className="row rule-simulate">
        <NativeSelect
          size="xs"
          aria-label="How many reviews"
          value={last}
          onChange={(event) => setLast(event.currentTarget.value)}
          data={LENGTHS.map((value) => ({ value, label: `the last ${value} reviews` }))}
        />
        <Button
          variant="default"
          size="xs"
          disabled={isOff}
          loading={simulate.isPending}
          onClick={() => simulate.mutate(simulation)}
        >
          Simulate
        </Button>
      </div>
      {simulate.isError && <Failure error={simulate.error} what="The simulation" />}
      {isOld && (
        <Note
          tone="amber"
          title="This is of the rule as it was when you simulated it"
          text="Simulate again."
        />
      )}
      {simulate.isSuccess && <Result answer={simulate.data} wanted={simulate.variables.last ?? 100} />}
    </div>
  );
}

const verdictOf = (changed: number, reviewed: number): string => {
  if (reviewed === 0) return 'There are no reviews to try it on';
  return changed === 0
    ? `None of ${reviewed} would have come out otherwise`
    : `${changed} of ${reviewed} would have come out otherwise`;
};

function Result({ answer, wanted }: { readonly answer: SimulationAnswer; readonly wanted: number }) {
  const { reviewed, changed, items } = answer;
  const differing = items.filter(({ isChanged }) => isChanged);
  const another = items.filter(
    (one) => !one.isChanged && ruleName(one, 'ruleBefore') !== ruleName(one, 'ruleAfter'),
  );
  const unreadable = items.filter((one) => one.unreadable).length;
  return (
    <div className="stack">
      <p>
        <strong>{verdictOf(changed, reviewed)}.</strong>
        {another.length > 0 && ` ${another.length} more would have obeyed another rule, to the same end.`}
        {unreadable > 0 && ` Of ${unreadable} it is not known.`}
        {reviewed < wanted && reviewed > 0 && (
          <span className="muted"> Looked at {reviewed}: there are no more, or time ran out.</span>
        )}
      </p>
      {differing.length > 0 && (
        <ul className="rule-simulated" aria-label="Reviews that would have come out otherwise">
          {differing.map((one) => (
            <Simulated key={one.review} one={one} />
          ))}
        </ul>
      )}
    </div>
  );
}

const ruleName = (one: Item, which: 'ruleBefore' | 'ruleAfter'): string => one[which]?.name ?? 'no rule';

function Simulated({ one }: { readonly one: Item }) {
  const { review, title, was, would, requestedAt, refused, refusal, missing, needed } = one;
  return (
    <li className="stack stack-tight">
      <Link to={addresses.review(review)}>
        <bdi>{title}</bdi>
      </Link>
      <span className="row small">
        <StatusBadge status={was} />
        <IconArrowRight role="img" aria-label="would be" size={16} />
        {would === null ? <strong>refused as it was asked for</strong> : <StatusBadge status={would} />}
        <Age since={requestedAt} />
      </span>
      <span className="small muted">
        {ruleName(one, 'ruleBefore')} → {ruleName(one, 'ruleAfter')}
        {missing > 0 && `; ${missing} of ${needed} approvals missing`}
        {refusal !== null && `; ${refusal}`}
        {refused
          .map(({ by, verdict, code }) => `; the ${verdict} of ${by} would be refused (${code})`)
          .join('')}
      </span>
    </li>
  );
}
