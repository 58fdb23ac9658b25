import type { ReactNode } from 'react';
import './wide-table.css';

interface WideTableProps {
  /** What the table is of. */
  readonly caption: string;
  readonly heads: readonly { readonly title: string; readonly isNumber?: boolean }[];
  /** Rows: `<tr>` with a `<th scope="row">` first. */
  readonly children: ReactNode;
}

/** A table that is moved sideways by itself where it is wider than its place. */
export function WideTable({ caption, heads, children }: WideTableProps) {
  return (
    <div className="wide-table" role="region" aria-label={`${caption}, as a table`} tabIndex={0}>
      <table>
        <caption className="only-read">{caption}</caption>
        <thead>
          <tr>
            {heads.map(({ title, isNumber = false }) => (
              <th key={title} scope="col" data-number={isNumber}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
