import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type AnalyticsAddress, PRESETS, whyNot } from './analytics-address.ts';
import { type DayRange, MOST_DAYS } from './days.ts';

interface RangeChoiceProps {
  readonly address: AnalyticsAddress;
  /** What is looked at. */
  readonly range: DayRange;
  readonly go: (change: Partial<AnalyticsAddress>) => void;
}

const OWN = 'own';

/** Which days are looked at, and what is told apart. */
export function RangeChoice({ address, range, go }: RangeChoiceProps) {
  const isOwn = typeof address.days === 'object';
  const [isOpen, setOpen] = useState(isOwn);
  const choose = (value: string): void => {
    setOpen(value === OWN);
    const days = PRESETS.find((one) => String(one) === value);
    if (days !== undefined) go({ days });
  };
  return (
    <div className="stack">
      <div className="row analytics-choices">
        <SegmentedControl
          aria-label="Days"
          size="sm"
          value={isOpen || isOwn ? OWN : String(address.days)}
          onChange={choose}
          data={[
            ...PRESETS.map((days) => ({ value: String(days), label: `${days} days` })),
            { value: OWN, label: 'Others' },
          ]}
        />
        <SegmentedControl
          aria-label="Told apart"
          size="sm"
          value={address.by}
          onChange={(by) => go({ by })}
          data={[
            { value: 'kind', label: 'By kind' },
            { value: 'group', label: 'By group' },
          ]}
        />
      </div>
      {(isOpen || isOwn) && <OwnRange key={JSON.stringify(range)} range={range} go={go} />}
    </div>
  );
}

function OwnRange({ range, go }: Pick<RangeChoiceProps, 'range' | 'go'>) {
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const why = whyNot(from, to);
    setProblem(why);
    if (why === null) go({ days: { from, to } });
  };
  return (
    <form className="row analytics-own" onSubmit={submit} noValidate>
      <TextInput
        type="date"
        label="First day"
        value={from}
        max={to}
        onChange={({ currentTarget }) => setFrom(currentTarget.value)}
      />
      <TextInput
        type="date"
        label="Last day"
        value={to}
        min={from}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
      />
      <Button type="submit" size="sm">
        Show
      </Button>
      <p className="small muted" role="status">
        {problem ?? `Days in UTC, both included, ${MOST_DAYS} at most.`}
      </p>
    </form>
  );
}
