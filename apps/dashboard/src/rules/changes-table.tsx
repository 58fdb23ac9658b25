import { Exact } from '../parts/exact.tsx';
import type { Change } from './rule-changes.ts';

interface ChangesTableProps {
  readonly changes: readonly Change[];
  /** What the changes are of, for those who hear the table. */
  readonly label: string;
}

/** What was said before and what is said now; what was taken away and added is said in words too. */
export function ChangesTable({ changes, label }: ChangesTableProps) {
  if (changes.length === 0) return <p className="muted small">Nothing differs.</p>;
  return (
    <dl className="rule-changes" aria-label={label}>
      {changes.map(({ what, before, after }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            {before !== null && (
              <del data-side="del">
                <span className="only-read">before: </span>
                <bdi>
                  <Exact text={before} />
                </bdi>
              </del>
            )}
            {after === null ? (
              <span className="muted">nothing any more</span>
            ) : (
              <ins data-side="ins">
                <span className="only-read">now: </span>
                <bdi>
                  <Exact text={after} />
                </bdi>
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
