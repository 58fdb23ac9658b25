import { DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import { createTable, indexName } from '../../libs/projections/src/database/create-table';
import type { ViewsDatabase } from '../../libs/projections/src/database/database';
import type { Table, TableNames } from '../../libs/projections/src/database/table';
import { WORDS_END } from '../../libs/projections/src/database/word-index';
import { decisionCountsTable } from '../../libs/projections/src/projections/decisions';
import { factTimesTable, STEPS } from '../../libs/projections/src/facts/fact-times-table';
import { factsTable } from '../../libs/projections/src/facts/facts-table';
import { reviewWordsTable } from '../../libs/projections/src/projections/review-words';
import { NO_DEADLINE } from '../../libs/projections/src/projections/reviews';
import { sightWordsOf } from '../../libs/projections/src/search/index-words';
import { statisticsTable, statusCountsTable } from '../../libs/projections/src/statistics/statistics-tables';

/** Runs one statement after the other on one connection, however long each takes. */
export type Run = (text: string) => Promise<void>;

/** What lies between a row and its copy. */
export interface Stride {
  readonly milliseconds: number;
  /** Of the log. */
  readonly positions: number;
  readonly decisions: number;
}

/** A stranger who asked for few reviews, however many there are: each copy has another one in his place. */
export const STRANGER = 'rare-0000';
/** Starts the word of a review that no other one has. */
export const OWN_WORD = 'ref';

type Kind = ViewsDatabase['kind'];
/** Tables that count: they have no copies of their rows. */
const COUNTERS: readonly (readonly [Pick<Table, 'name'>, string])[] = [
  [statisticsTable, 'count'],
  [statusCountsTable, 'count'],
  [decisionCountsTable, 'decisions'],
];
const TAIL = 8;

/**
 * Makes so many copies of all rows inside the database, each as if the same had happened again later: with ids, times,
 * positions and numbers of its own. Indexes are made when all is there, but for those of words, which grow as they do.
 */
export async function copyRows(
  { kind, write }: Pick<ViewsDatabase, 'kind' | 'write'>,
  tables: readonly Table[],
  { names, run }: { readonly names: TableNames; readonly run: Run },
  { copies, stride }: { readonly copies: number; readonly stride: Stride },
): Promise<void> {
  const others = [factTimesTable, ...COUNTERS.map(([counter]) => counter)].map(({ name }) => name);
  const copied = tables.filter(({ name }) => !others.includes(name));
  for (const table of copied) {
    const name = names(table);
    await run(`create temporary table "base_${name}" as select * from "${name}"`);
    for (const index of table.indexes) {
      await run(`drop index if exists "${indexName(name, index)}"`);
    }
    if (kind === 'postgres') await run(`drop index if exists "${name}${WORDS_END}"`);
  }
  for (let copy = 1; copy <= copies; copy += 1) {
    await run('begin');
    for (const table of copied) await run(copying(kind, table, names(table), copy, stride));
    await run('commit');
  }
  for (const [step, { ms, bits }] of STEPS.entries()) await run(timesOf(kind, names, step, ms, bits));
  for (const [table, column] of COUNTERS)
    await run(`update "${names(table)}" set "${column}" = "${column}" * ${copies + 1}`);
  for (const table of copied) {
    for (const { sql } of createTable({ kind, write }, table, names)) await run(sql);
  }
}

/** Copies of days and quarters of an hour are no whole ones: they are found in the facts. */
function timesOf(kind: Kind, names: TableNames, step: number, ms: number, bits: bigint): string {
  const position = kind === 'postgres' ? 'position::bigint' : 'cast(position as integer)';
  return `insert into "${names(factTimesTable)}" (workspace, step, time, block)
    select distinct workspace, ${step}, at / ${ms}, ${position} >> ${bits} from "${names(factsTable)}"
    where true on conflict do nothing`;
}

function copying(kind: Kind, table: Table, name: string, copy: number, stride: Stride): string {
  const columns = Object.keys(table.columns);
  const values = columns.map((column) => copyOf(kind, table, column, copy, stride));
  return `insert into "${name}" (${columns.map((column) => `"${column}"`).join(', ')})
    select ${values.join(', ')} from "base_${name}"`;
}

/** What a copy has in a column, in SQL. */
function copyOf(kind: Kind, { name }: Table, column: string, copy: number, stride: Stride): string {
  const [time, place] = [stride.milliseconds * copy, stride.positions * copy];
  switch (column) {
    case 'id':
    case 'review':
    case 'source':
    case 'outcome':
    case 'session':
      return withTail(column, copy);
    case 'thread':
    case 'changeset':
      return `${column} || '-${copy}'`;
    case 'requested_at':
    case 'updated_at':
    case 'decided_at':
    case 'created_at':
    case 'at':
    case 'recorded':
      return `${column} + ${time}`;
    case 'due':
      return `case when due = ${NO_DEADLINE} then due else due + ${time} end`;
    case 'asked':
      return `asked + ${place}`;
    case 'position':
      return paddedOf(kind, place);
    case 'number':
      return name === 'memories' ? `number + ${256 * place}` : `number + ${stride.decisions * copy}`;
    case 'last_decision':
      return `last_decision + ${stride.decisions * copy}`;
    case 'requester':
    case 'value':
      return withStranger(`"${column}"`, copy);
    case 'state':
      return withStranger(`replace(state, id, ${withTail('id', copy)})`, copy);
    case 'words':
      return name === reviewWordsTable.name ? wordsOf(kind, copy) : seenThere(kind, copy);
    default:
      return `"${column}"`;
  }
}

/** Stands for the end of an id in each copy. */
export function tailOf(id: string, copy: number): string {
  return copy === 0 ? id : id.slice(0, -TAIL) + copy.toString(16).padStart(TAIL, '0');
}

function withTail(column: string, copy: number): string {
  return `substr(${column}, 1, length(${column}) - ${TAIL}) || '${tailOf('x'.repeat(TAIL), copy)}'`;
}

function withStranger(text: string, copy: number): string {
  return `replace(${text}, '${STRANGER}', '${strangerOf(copy)}')`;
}

function strangerOf(copy: number): string {
  return STRANGER.slice(0, -4) + String(copy).padStart(4, '0');
}

function sightOf(value: string): string {
  const [word] = sightWordsOf(DEVELOPMENT_WORKSPACE, [{ kind: 'user', value }]);
  return word ?? '';
}

function paddedOf(kind: Kind, shift: number): string {
  switch (kind) {
    case 'postgres':
      return `lpad((position::bigint + ${shift})::text, 20, '0')`;
    case 'sqlite':
      return `printf('%020d', cast(position as integer) + ${shift})`;
  }
}

/** The word for who sees it is that of the other stranger. */
function seenThere(kind: Kind, copy: number): string {
  const [seen, other] = [STRANGER, strangerOf(copy)].map(sightOf);
  switch (kind) {
    case 'postgres':
      return `(select array_to_tsvector(array_agg(case when word = '${seen}' then '${other}' else word end))
        from unnest(tsvector_to_array(words)) as word)`;
    case 'sqlite':
      return `replace(words, '${seen}', '${other}')`;
  }
}

/**
 * The own word of a review gets an end of its own, and the word for who sees it is that of the other stranger. Words stand
 * behind eight digits each; see `search/index-words.ts`.
 */
function wordsOf(kind: Kind, copy: number): string {
  const end = `x${copy}`;
  const [seen, other] = [STRANGER, strangerOf(copy)].map(sightOf);
  switch (kind) {
    case 'postgres':
      return `(select array_to_tsvector(array_agg(
        case when substr(word, 9, 3) = '${OWN_WORD}' then word || '${end}'
          when word = '${seen}' then '${other}' else word end))
        from unnest(tsvector_to_array(words)) as word)`;
    case 'sqlite': {
      const from = `instr(words, substr(words, 1, 8) || '${OWN_WORD}')`;
      const length = `instr(substr(words, ${from}), ' ')`;
      const words = `substr(words, 1, ${from} + ${length} - 2) || '${end}' || substr(words, ${from} + ${length} - 1)`;
      return `replace(${words}, '${seen}', '${other}')`;
    }
  }
}
