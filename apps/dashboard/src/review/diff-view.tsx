import { Button, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type DiffLine, diffOf, type DiffRow, type FieldDiff } from './diff-model.ts';
import type { Payload } from './pieces.ts';
import { Exact } from '../parts/exact.tsx';

interface DiffViewProps {
  readonly before: Payload;
  readonly after: Payload;
  readonly names: readonly [string, string];
}

/** How two contents differ, side by side or one below the other; what was taken away and added is said in words too. */
export default function DiffView({ before, after, names }: DiffViewProps) {
  const [way, setWay] = useState('inline');
  const { fields, unchanged } = useMemo(() => diffOf(before, after), [before, after]);
  if (fields.length === 0) return <p className="muted">Nothing differs.</p>;
  return (
    <div className="stack">
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
              <Exact text={key} />{' '}
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

/** More lines than that are shown when they are asked for: a page of all of them could not be used. */
const MOST_ROWS = 1_000;

function Field({ field, names, isBeside }: FieldProps) {
  const { key, what, rows: all } = field;
  const [isWhole, setWhole] = useState(false);
  const rows = isWhole ? all : all.slice(0, MOST_ROWS);
  return (
    <figure className="piece">
      <figcaption className="small muted">
        <code>
          <Exact text={key} />
        </code>{' '}
        {what}
      </figcaption>
      <div
        className="code-frame diff-frame"
        tabIndex={0}
        role="region"
        aria-label={`${key}, ${what} from ${names[0]} to ${names[1]}`}
      >
        {isBeside ? <Beside rows={rows} names={names} /> : <Inline rows={rows} />}
      </div>
      {rows.length < all.length && (
        <div className="row small">
          <strong>{(all.length - rows.length).toLocaleString()} lines more are not shown.</strong>
          <Button variant="default" size="compact-sm" onClick={() => setWhole(true)}>
            Show all of them
          </Button>
        </div>
      )}
    </figure>
  );
}

function Beside({
  rows,
  names,
}: {
  readonly rows: readonly DiffRow[];
  readonly names: readonly [string, string];
}) {
  return (
    <table className="diff-table">
      <thead>
        <tr>
          <th scope="col">{names[0]}</th>
          <th scope="col">{names[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ isChanged, before, after }, index) => (
          <tr key={index}>
            <td data-side={isChanged && before !== null ? 'del' : undefined}>
              <Line line={before} as={isChanged ? 'del' : null} />
            </td>
            <td data-side={isChanged && after !== null ? 'ins' : undefined}>
              <Line line={after} as={isChanged ? 'ins' : null} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Lines that were taken away stand before those that came in their place. */
function Inline({ rows }: { readonly rows: readonly DiffRow[] }) {
  const lines: { readonly line: DiffLine; readonly as: 'del' | 'ins' | null }[] = [];
  const added: DiffLine[] = [];
  const flush = (): void => {
    for (const line of added.splice(0)) lines.push({ line, as: 'ins' });
  };
  for (const { isChanged, before, after } of rows) {
    if (!isChanged) flush();
    if (before !== null) lines.push({ line: before, as: isChanged ? 'del' : null });
    if (isChanged && after !== null) added.push(after);
  }
  flush();
  return lines.map(({ line, as }, index) => (
    <div key={index} className="diff-inline" data-side={as ?? undefined}>
      <span className="diff-sign" aria-hidden>
        {as === 'ins' ? '+' : as === 'del' ? '-' : ' '}
      </span>
      <Line line={line} as={as} />
    </div>
  ));
}

function Line({ line, as }: { readonly line: DiffLine | null; readonly as: 'del' | 'ins' | null }) {
  if (line === null) return null;
  const words = line.stretches.map(({ text, isChanged }, index) =>
    isChanged && as !== null ? (
      <mark key={index}>
        <Exact text={text} />
      </mark>
    ) : (
      <span key={index}>
        <Exact text={text} />
      </span>
    ),
  );
  if (as === null) return <pre>{words}</pre>;
  const Tag = as;
  return (
    <pre>
      <Tag>
        <span className="only-read">{as === 'ins' ? 'added: ' : 'removed: '}</span>
        {words}
      </Tag>
    </pre>
  );
}
