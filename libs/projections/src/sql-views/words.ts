import type { ViewsDatabase } from '../database/database';

export type ColumnType = 'text' | 'integer' | 'boolean' | 'timestamp' | 'date';

/** A column of a view for other programs. Its name and type are for good; new ones come behind the last. */
export interface ViewColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** An expression of the database's own SQL. */
  readonly sql: string;
}

/** The last second of the year 9999, in milliseconds: what is later no calendar of a database can tell. */
const LAST_MOMENT = 253_402_300_799_000;

/** How the two databases say the same. */
export interface Words {
  text(sql: string): string;
  /** Of milliseconds; null for what no calendar can tell. */
  time(milliseconds: string): string;
  date(day: string): string;
  /** A text in a JSON text; null where there is none. */
  textIn(json: string, ...path: readonly string[]): string;
  numberIn(json: string, ...path: readonly string[]): string;
  flagIn(json: string, ...path: readonly string[]): string;
  /** A `from` item that is each element of a list in a JSON text. */
  eachOf(json: string, field: string): string;
  /** Of that: the element, and its place from 0 on. */
  readonly item: string;
  readonly place: string;
}

const among = (milliseconds: string): string => `${milliseconds} between 0 and ${LAST_MOMENT}`;

const sqlite: Words = {
  text: (sql) => sql,
  time: (ms) =>
    `case when ${among(ms)} then strftime('%Y-%m-%dT%H:%M:%S', ${ms} / 1000, 'unixepoch') || printf('.%03dZ', ${ms} % 1000) end`,
  date: (day) => `date(${day} * 86400, 'unixepoch')`,
  textIn: (json, ...path) => `json_extract(${json}, '$.${path.join('.')}')`,
  numberIn: (json, ...path) => `json_extract(${json}, '$.${path.join('.')}')`,
  flagIn: (json, ...path) => `json_extract(${json}, '$.${path.join('.')}')`,
  eachOf: (json, field) => `json_each(${json}, '$.${field}') as each`,
  item: 'each.value',
  place: 'each.key',
};

const postgres: Words = {
  text: (sql) => `(${sql})::text`,
  time: (ms) => `case when ${among(ms)} then to_timestamp(${ms} / 1000.0) end`,
  date: (day) => `(date '1970-01-01' + (${day})::integer)`,
  textIn: (json, ...path) => `(${json})::json #>> '{${path.join(',')}}'`,
  numberIn: (json, ...path) => `((${json})::json #>> '{${path.join(',')}}')::bigint`,
  flagIn: (json, ...path) => `((${json})::json #>> '{${path.join(',')}}')::boolean`,
  eachOf: (json, field) =>
    `lateral (select place - 1 as place, item::text as item from json_array_elements((${json})::json -> '${field}') with ordinality as listed (item, place)) as each`,
  item: 'each.item',
  place: 'each.place',
};

export const wordsOf = (kind: ViewsDatabase['kind']): Words => (kind === 'postgres' ? postgres : sqlite);
