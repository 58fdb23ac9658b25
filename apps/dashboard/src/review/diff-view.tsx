import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Exact, UnseenNote } from '../parts/exact.tsx';
import { hasUnseen } from '../parts/unseen.ts';
import { DiffBoundary } from './diff-boundary.tsx';
import { diffOf, type FieldDiff } from './diff-model.ts';
import { DiffRows } from './diff-rows.tsx';
import type { Payload } from './pieces.ts';

interface DiffViewProps {
  readonly before: Payload;
  readonly after: Payload;
  readonly names: readonly [string, string];
}

/** How two contents differ, side by side or one below the other; what was taken away and added is said in words too. */
export default function DiffView(props: DiffViewProps) {
  return (
    <DiffBoundary>
      <Differences {...props} />
    </DiffBoundary>
  );
}

function Differences({ before, after, names }: DiffViewProps) {
  const [way, setWay] = useState('inline');
  const { fields, unchanged } = useMemo(() => diffOf(before, after), [before, after]);
  const isUnseen = useMemo(() => hasUnseen([before, after]), [before, after]);
  if (fields.length === 0) return <p className="muted">Nothing differs.</p>;
  return (
    <div className="stack">
      {isUnseen && <UnseenNote what="One of them" />}
      <SegmentedControl
        size="xs"
        className="diff-way"
        value={way}
        onChange={setWay}
        aria-label="How the difference is shown"
        data={[
          { value: 'inline', label: 'Inline' },
          { value: 'beside', label: 'Side by side' },
        ]}
      />
      {fields.map((field) => (
        <Field key={field.key} field={field} names={names} isBeside={way === 'beside'} />
      ))}
      {unchanged.length > 0 && (
        <p className="small muted">
          Unchanged:{' '}
          {unchanged.map((key) => (
            <code key={key}>
              <Exact text={`${key} `} />
            </code>
          ))}
        </p>
      )}
    </div>
  );
}

interface FieldProps {
  readonly field: FieldDiff;
  readonly names: readonly [string, string];
  readonly isBeside: boolean;
}

function Field({ field, names, isBeside }: FieldProps) {
  const { key, what, rows, isCoarse } = field;
  return (
    <figure className="piece">
      <figcaption className="small muted">
        <code>
          <Exact text={key} />
        </code>{' '}
        {what}
        {isCoarse && what === 'changed' && ', too much to be compared word by word'}
      </figcaption>
      <div
        className="code-frame diff-frame"
        tabIndex={0}
        role="region"
        aria-label={`${key}, ${what} from ${names[0]} to ${names[1]}`}
      >
        <DiffRows rows={rows} names={names} isBeside={isBeside} />
      </div>
    </figure>
  );
}
