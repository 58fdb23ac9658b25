import { Quantity } from '../parts/quantity.tsx';
import { WideTable } from '../parts/wide-table.tsx';
import { type FigureTable, type Row, type Unit, type Value, valueWords } from './figure-table.ts';

const isNumber = (unit: Unit): boolean => unit === 'count' || unit === 'seconds' || unit === 'share';

/** What a chart shows, to be read. */
export function TableOfFigures({
  table,
  caption,
}: {
  readonly table: FigureTable;
  readonly caption: string;
}) {
  const [head, ...others] = table.columns;
  if (head === undefined) return null;
  return (
    <WideTable
      caption={caption}
      heads={table.columns.map(({ title, unit }) => ({ title, isNumber: isNumber(unit) }))}
    >
      {table.rows.map((row) => (
        <tr key={String(row[head.key])}>
          <th scope="row">
            <bdi>{valueWords(row[head.key] ?? null, head.unit)}</bdi>
          </th>
          {others.map(({ key, unit }) => (
            <td key={key} data-number={isNumber(unit)}>
              <Figured value={row[key] ?? null} row={row} unit={unit} />
            </td>
          ))}
        </tr>
      ))}
    </WideTable>
  );
}

/** A row may have words of its own for its number. */
function Figured({ value, row, unit }: { readonly value: Value; readonly row: Row; readonly unit: Unit }) {
  const words = typeof row['words'] === 'string' ? row['words'] : valueWords(value, unit);
  return typeof value === 'string' ? value : <Quantity value={value} words={words} />;
}
