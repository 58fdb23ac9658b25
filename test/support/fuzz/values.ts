import * as fc from 'fast-check';
import { type ApiDocument, resolved, type Schema } from '../api-document';

/** What there is already, so that requests can be about something. */
export interface Known {
  readonly reviews: readonly string[];
  readonly sessions: readonly string[];
  readonly rules: readonly string[];
  readonly keys: readonly string[];
  readonly position: string;
  /** As `X-Expected-Principal` names one of the callers. */
  readonly principal: string;
  /** Of a list that has more than its first page, by its path. */
  readonly cursors: Readonly<Record<string, string>>;
}

const NOTABLE_TEXTS = [
  ...['', ' ', '0', 'null', '-1', '../..', '%00', 'a\u0000b', "' OR 1=1 --", '<script>', '{{7*7}}', '$where'],
  ...[
    '\u202Ereversed',
    'e\u0301',
    '\u00e9',
    '\u200b',
    '\ud83d\ude00',
    '\ufeff',
    'r\r\nset-cookie: x',
    '__proto__',
  ],
];
const NOTABLE_TIMES = [
  ...['2026-03-17T10:31:00Z', '1969-12-31T23:59:59Z', '9999-12-31T23:59:59Z', '2026-02-29T00:00:00Z'],
  ...['2016-12-31T23:59:60Z', '2026-03-17T10:31:00+14:00', '2026-03-17'],
];
const TIME = fc
  .integer({ min: Date.UTC(2027, 0), max: Date.UTC(2080, 0) })
  .map((at) => new Date(at).toISOString());

/** Values that a schema allows. */
export function valid(document: ApiDocument, given: Schema, known: Known): fc.Arbitrary<unknown> {
  const schema = resolved(document, given);
  const value = valueOf(document, schema, known);
  return schema.nullable === true ? fc.oneof({ weight: 5, arbitrary: value }, fc.constant(null)) : value;
}

function valueOf(document: ApiDocument, schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const of = (one: Schema): fc.Arbitrary<unknown> => valid(document, one, known);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum.filter((one) => one !== null));
  const several = schema.oneOf ?? schema.anyOf;
  if (several !== undefined) return fc.oneof(...several.map(of));
  switch (schema.type) {
    case 'string':
      return textOf(schema, known);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'array':
      return fc.array(of(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 3),
      });
    case 'object':
    case undefined:
      break;
  }
  return schema.properties === undefined ? freeObject(schema, of) : objectOf(schema, of);
}

function textOf({ format, pattern, minLength = 0, maxLength = 200 }: Schema, known: Known) {
  if (format === 'uuid') return fc.oneof(fc.constantFrom(...known.reviews), fc.uuid());
  if (format === 'date-time') return TIME;
  if (pattern !== undefined)
    return fc.oneof(fc.constantFrom(...known.sessions), fc.stringMatching(new RegExp(pattern)));
  const words = fc.constantFrom('alice', 'bob', 'banking', 'apply', ...known.sessions, ...known.rules);
  return fc.oneof(words, anyText(minLength, Math.min(maxLength, 200)));
}

/** Dear to make, so made once for each pair of limits. */
const texts = new Map<string, fc.Arbitrary<string>>();

function anyText(minLength: number, maxLength: number): fc.Arbitrary<string> {
  const key = `${minLength} ${maxLength}`;
  const limits = { minLength, maxLength };
  const known = texts.get(key);
  const text = known ?? fc.string({ ...limits, unit: 'grapheme' }).filter((one) => isWithin(one, limits));
  texts.set(key, text);
  return text;
}

/** As JSON Schema counts (code points), and as the product does not take at all: U+0000. */
const isWithin = (
  text: string,
  { minLength, maxLength }: { minLength: number; maxLength: number },
): boolean => !text.includes('\u0000') && [...text].length >= minLength && text.length <= maxLength;

function numberOf({ minimum = 0, maximum }: Schema): fc.Arbitrary<number> {
  const max = maximum ?? minimum + 1_000;
  return fc.oneof(fc.constantFrom(minimum, max), fc.integer({ min: minimum, max }));
}

function objectOf(schema: Schema, of: (one: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(([name, one]) => [name, of(one)]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [...(schema.required ?? [])],
  });
}

function freeObject({ additionalProperties }: Schema, of: (one: Schema) => fc.Arbitrary<unknown>) {
  const value =
    typeof additionalProperties === 'object' ? of(additionalProperties) : fc.jsonValue({ maxDepth: 2 });
  return fc.dictionary(fc.stringMatching(/^[a-z]{1,12}$/), value, { maxKeys: 4 });
}

/** As the unit `binary`, whose own table takes a second to make. */
const ANY_LETTER = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

/** What is hardly ever right: of other types, at the edges, huge, in odd letters. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 53), 1e308, [], {}, [null], {
    a: {},
  }),
  fc.constantFrom(...NOTABLE_TEXTS, ...NOTABLE_TIMES),
  fc.string({ unit: ANY_LETTER, maxLength: 20 }),
  fc.integer({ min: 1, max: 4 }).map((size) => 'x'.repeat(10 ** size)),
  fc.jsonValue({ maxDepth: 3 }),
);
