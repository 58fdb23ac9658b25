import * as fc from 'fast-check';
import {
  type ApiDocument,
  bodySchemaOf,
  type Documented,
  type Parameter,
  resolved,
  type Schema,
} from '../api-document';
import { CURRENT } from './tags';
import { type Known, odd, valid } from './values';

/** One request; `isGood`: as the document allows it. */
export interface Attempt {
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly isGood: boolean;
  /** It says something that there is not. */
  readonly isBad: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** What is sent to an operation: two in five as the document has it, the others with something changed. */
export function attempts(document: ApiDocument, documented: Documented, known: Known): fc.Arbitrary<Attempt> {
  const { path, told } = documented;
  const parameters = told.parameters ?? [];
  const values = fc.record(
    Object.fromEntries(parameters.map((one) => [keyOf(one), parameterOf(document, path, one, known)])),
    {
      // Left out, it would be waited for long.
      requiredKeys: parameters
        .filter(
          ({ in: place, name, required }) => place === 'path' || name === 'timeout' || required === true,
        )
        .map(keyOf),
    },
  );
  const schema = bodySchemaOf(document, documented);
  const body = schema === null ? fc.constant(undefined) : valid(document, schema, known);
  const good = fc.record({ values, body }).map((sent) => whole(documented, inItself(sent), true));
  const odder = fc.record({ values, body, change: changes(documented, document, schema) });
  const changed = odder.map(({ change, ...sent }) => whole(documented, change(sent), false));
  return fc.oneof({ weight: 2, arbitrary: good }, { weight: 3, arbitrary: changed });
}

const keyOf = ({ in: place, name }: Parameter): string => `${place} ${name}`;

/** Two things that must agree are not both said: a key in header and body, a cursor and the order or words it belongs to. */
function inItself({ values, body }: Sent): Sent {
  const { 'header Idempotency-Key': key, 'query sort': sort, 'query cursor': cursor, ...others } = values;
  const hasKey = (body as { idempotencyKey?: unknown } | undefined)?.idempotencyKey !== undefined;
  const isSearch = values['query q'] !== undefined;
  return {
    values: {
      ...others,
      ...(key !== undefined && !hasKey && { 'header Idempotency-Key': key }),
      ...(cursor !== undefined && !isSearch && { 'query cursor': cursor }),
      ...(sort !== undefined && cursor === undefined && !isSearch && { 'query sort': sort }),
    },
    body,
  };
}

const keys = fc.uuid();

function bySchema(name: string, { format }: Schema): fc.Arbitrary<unknown> | null {
  if (name === 'timeout') return fc.constant(0);
  if (format !== 'date') return null;
  return name === 'from' ? FIRST_DAYS : LAST_DAYS;
}

function byKnown(name: string, { position, principal }: Known): fc.Arbitrary<unknown> | null {
  if (/Position|Event-?Id|^(after|before)$/i.test(name)) return fc.constant(position);
  // Said, it refuses all that comes from anybody else.
  return name === 'X-Expected-Principal' ? fc.constantFrom(undefined, undefined, principal) : null;
}

function parameterOf(
  document: ApiDocument,
  path: string,
  { in: place, name, schema }: Parameter,
  known: Known,
): fc.Arbitrary<unknown> {
  const special = bySchema(name, schema) ?? byKnown(name, known);
  if (special !== null) return special;
  if (name === 'id' && path.startsWith('/v1/api-keys')) return fc.constantFrom(...known.keys, NOBODYS);
  if (name === 'id' && (schema.format === undefined || place !== 'path'))
    return fc.constantFrom(...known.sessions, ...known.reviews);
  if (name === 'name') return fc.constantFrom(...known.rules);
  // Cursors, tags and places are given by earlier answers; made up, they are no valid ones.
  if (path === '/v1/audit/export') return fc.constant(known.position);
  if (name === 'cursor') return fc.constant(known.cursors[path]);
  if (name.startsWith('If-')) return fc.constantFrom(CURRENT, '*');
  if (name === 'Idempotency-Key') return keys;
  if (name === 'label') return fc.array(fc.constantFrom('team:payments', 'risk:high'), { maxLength: 2 });
  return path.startsWith('/v1/audit') && name === 'session'
    ? fc.constantFrom(...known.sessions)
    : valid(document, schema, known);
}

interface Sent {
  readonly values: Values;
  readonly body: unknown;
  readonly isBad?: boolean;
}
type Change = (sent: Sent) => Sent;

const FIRST_DAYS = fc.constantFrom('2026-03-01', '2026-03-02');
const LAST_DAYS = fc.constantFrom('2026-03-03', '2026-03-31');
const NOBODYS = '00000000-0000-4000-8000-000000000000';

/** Our own API takes nothing that it does not know. */
const isExact = (path: string): boolean => path.startsWith('/v1/');

function changes(
  { path, told: { parameters = [] } }: Documented,
  document: ApiDocument,
  schema: Schema | null,
): fc.Arbitrary<Change> {
  const names = parameters.map(keyOf).filter((name) => name !== 'query timeout');
  const asked = [...names, 'header If-Match', 'header X-After-Position', 'header Idempotency-Key'];
  const ofValue = fc
    .record({ name: fc.constantFrom(...asked), value: odd })
    .map(({ name, value }): Change => ({ values, body }) => ({
      values: { ...values, [name]: name === 'header X-After-Position' ? withoutWait(value) : value },
      body,
    }));
  const surplus = fc.constant<Change>(({ values, body }) => ({
    values: { ...values, 'query surplus': 'x' },
    body,
    isBad: isExact(path),
  }));
  if (schema === null) return fc.oneof({ weight: 6, arbitrary: ofValue }, surplus);
  const fields = Object.keys(resolved(document, schema).properties ?? {});
  const ofField = fc
    .record({ name: fc.constantFrom(...fields, 'surplus'), value: odd })
    .map(({ name, value }): Change => ({ values, body }) => ({
      values,
      body: { ...(body as object), [name]: value },
      isBad: name === 'surplus' && isExact(path),
    }));
  const without = fc.constantFrom(...fields).map((name): Change => ({ values, body }) => ({
    values,
    body: { ...(body as object), [name]: undefined },
  }));
  const other = odd.map((body): Change => ({ values }) => ({ values, body }));
  return fc.oneof(ofValue, surplus, { weight: 3, arbitrary: ofField }, without, other);
}

/** A place that nobody has reached is waited for. */
const withoutWait = (value: unknown): unknown =>
  (typeof value === 'string' || typeof value === 'number') && /^\d+$/.test(String(value))
    ? `${value}.5`
    : value;

function whole(
  { method, path }: Documented,
  { values, body, isBad = false }: Sent,
  isGood: boolean,
): Attempt {
  const query: string[] = [];
  const headers: Record<string, string> = {};
  let address = path;
  for (const [key, value] of Object.entries(values)) {
    const [place, name] = key.split(' ') as [Parameter['in'], string];
    if (value === undefined) continue;
    const texts = (Array.isArray(value) ? value : [value]).map(textOf);
    if (place === 'path') address = address.replace(`{${name}}`, segmentOf(texts[0] ?? ''));
    else if (place === 'query') query.push(...texts.map((text) => `${name}=${encodeURIComponent(text)}`));
    else headers[name.toLowerCase()] = (texts[0] ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, 5_000);
  }
  const request = `${method} ${address}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  return { request, headers, body, isGood, isBad };
}

/** An empty one, and dots, would make the path another one. */
const segmentOf = (text: string): string => (/^\.{0,2}$/.test(text) ? '%20' : encodeURIComponent(text));

/** Surrogates without their other half cannot be written into a URL. */
const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
