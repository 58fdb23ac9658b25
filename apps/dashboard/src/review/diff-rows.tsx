import { Button } from '@mantine/core';
import { useState } from 'react';
import { Exact } from '../parts/exact.tsx';
import type { DiffLine, DiffRow } from './line-diff.ts';

/** So many rows at once. */
const AT_ONCE = 1_000;

interface DiffRowsProps {
  readonly rows: readonly DiffRow[];
  readonly names: readonly [string, string];
  readonly isBeside: boolean;
}

/** The rows of a difference; of very many the first, and how many of the others differ. */
export function DiffRows({ rows, names, isBeside }: DiffRowsProps) {
  const [count, setCount] = useState(AT_ONCE);
  const shown = rows.length > count ? rows.slice(0, count) : rows;
  const rest = rows.slice(count);
  const changed = rest.filter(({ isChanged }) => isChanged).length;
  return (
    <>
      {isBeside ? <Beside rows={shown} names={names} /> : <Inline rows={shown} />}
      {rest.length > 0 && (
        <div className="row diff-more">
          <Button variant="default" size="compact-sm" onClick={() => setCount(count + AT_ONCE)}>
            Show more
          </Button>
          <strong className="small">
            {rest.length.toLocaleString()} more lines, of which {changed.toLocaleString()} differ
          </strong>
        </div>
      )}
    </>
  );
}

function Beside({ rows, names }: Omit<DiffRowsProps, 'isBeside'>) {
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
  if (as === null) return <pre dir="ltr">{words}</pre>;
  const Tag = as;
  return (
    <pre dir="ltr">
      <Tag>
        <span className="only-read">{as === 'ins' ? 'added: ' : 'removed: '}</span>
        {words}
      </Tag>
    </pre>
  );
}
