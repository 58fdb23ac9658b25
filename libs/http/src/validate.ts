import type { ValidationError } from 'class-validator';
import { Failed, type FieldProblem } from './failure';
import { getMetadataStorage, Validator } from './validator';

const validator = new Validator();

export type Schema<T extends object> = new () => T;
type Reading = 'text' | 'integer' | 'flag' | 'texts';
type Query = Readonly<Record<string, string | string[]>>;

/** What a schema says, looked up once a class. */
const known = new WeakMap<object, ReadonlyMap<string, Reading>>();

/**
 * The input as an instance of the schema, with only the fields that the schema knows. Throws {@link Failed} with
 * every field problem at once, in the order of the schema. `loc` is where the input stands, e.g. `['body']`.
 */
export function validated<T extends object>(schema: Schema<T>, input: unknown, loc: readonly string[]): T {
  const { instance, problems } = checked(schema, input, loc);
  if (problems.length > 0) throw invalid(problems);
  return instance;
}

interface Checked<T> {
  readonly instance: T;
  readonly problems: readonly FieldProblem[];
}

/** The same without a throw: the instance is good where there are no problems. */
export function checked<T extends object>(
  schema: Schema<T>,
  input: unknown,
  loc: FieldProblem['loc'],
): Checked<T> {
  const instance = new schema();
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return { instance, problems: [{ loc, msg: 'Input should be a valid dictionary', type: 'dict_type' }] };
  }
  for (const field of fieldsOf(schema).keys()) {
    if (!Object.hasOwn(input, field)) continue;
    const value = (input as Record<string, unknown>)[field];
    if (value !== undefined) (instance as Record<string, unknown>)[field] = value;
  }
  const errors = validator.validateSync(instance, { stopAtFirstError: true, forbidUnknownValues: false });
  return { instance, problems: errors.map((error) => problemOf(error, loc)) };
}

/**
 * A query string's texts as a schema's integers, booleans, texts and lists of texts. The last of several values counts,
 * but in a list. Which it is, is known by the declared type of the field.
 */
export function validatedQuery<T extends object>(schema: Schema<T>, query: unknown): T {
  return readQuery(schema, query as Query, () => null);
}

/** The same, where a parameter that the schema does not know is refused, and so is a second value of what is no list. */
export function exactQuery<T extends object>(schema: Schema<T>, query: unknown): T {
  return readQuery(schema, query as Query, (reading, values) => {
    if (reading === undefined) return { msg: 'There is no such parameter', type: 'extra_forbidden' };
    const isRepeated = values.length > 1 && reading !== 'texts';
    return isRepeated ? { msg: 'The parameter should stand once', type: 'too_long' } : null;
  });
}

function readQuery<T extends object>(
  schema: Schema<T>,
  query: Query,
  refused: (reading: Reading | undefined, values: readonly string[]) => Omit<FieldProblem, 'loc'> | null,
): T {
  const fields = fieldsOf(schema);
  const problems: FieldProblem[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(query)) {
    const texts = typeof given === 'string' ? [given] : given;
    const reading = fields.get(name);
    const value = reading === undefined ? null : readings[reading](texts);
    const problem =
      (texts.some((text) => text.includes('\u0000')) ? NO_TEXT : refused(reading, texts)) ??
      (value === undefined ? misread[reading ?? 'text'] : null);
    if (problem !== null) problems.push({ loc: ['query', name], ...problem });
    else if (reading !== undefined) read[name] = value;
  }
  if (problems.length > 0) throw invalid(problems);
  return validated(schema, read, ['query']);
}

const NO_TEXT = { msg: 'U+0000 is not text', type: 'string_unicode' };
const last = (texts: readonly string[]): string => texts.at(-1) ?? '';

export const invalid = (problems: readonly FieldProblem[]): Failed =>
  new Failed({ kind: 'invalid', problems });

/** Undefined for what is none. */
const readings: Readonly<Record<Reading, (texts: readonly string[]) => unknown>> = {
  text: last,
  integer: (texts) => (/^[+-]?\d{1,15}$/.test(last(texts)) ? Number(last(texts)) : undefined),
  flag: (texts) => FLAGS.get(last(texts).toLowerCase()),
  texts: (texts) => texts,
};
const misread: Readonly<Record<Reading, Omit<FieldProblem, 'loc'>>> = {
  texts: { msg: 'Input should be a valid list', type: 'list_type' },
  text: { msg: 'Input should be a valid string', type: 'string_type' },
  integer: {
    msg: 'Input should be a valid integer, unable to parse string as an integer',
    type: 'int_parsing',
  },
  flag: { msg: 'Input should be a valid boolean, unable to interpret input', type: 'bool_parsing' },
};
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'on', 't', 'y'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off', 'f', 'n'].map((word) => [word, false] as const),
]);

/** The fields that a schema knows, with how a query's texts are read for each. */
export function fieldsOf(schema: Schema<object>): ReadonlyMap<string, Reading> {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const rules = getMetadataStorage().getTargetValidationMetadatas(schema, '', false, false);
  const fields = new Map(rules.map(({ propertyName }) => [propertyName, readingOf(schema, propertyName)]));
  known.set(schema, fields);
  return fields;
}

function readingOf(schema: Schema<object>, field: string): Reading {
  const declared: unknown = Reflect.getMetadata('design:type', schema.prototype as object, field);
  if (declared === Number) return 'integer';
  if (declared === Array) return 'texts';
  return declared === Boolean ? 'flag' : 'text';
}

function problemOf(error: ValidationError, loc: FieldProblem['loc']): FieldProblem {
  const [[rule, msg] = ['unknown', 'Input is not valid']] = Object.entries(error.constraints ?? {});
  const context = error.contexts?.[rule] as { readonly type: string } | undefined;
  return { loc: [...loc, error.property], msg, type: context?.type ?? rule };
}
