import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';
import { Failed, type FieldProblem } from './failure';

type Schema<T extends object> = new () => T;
type Reading = 'text' | 'integer' | 'flag';

/** What a schema says, looked up once a class. */
const known = new WeakMap<object, ReadonlyMap<string, Reading>>();

/**
 * The input as an instance of the schema, with only the fields that the schema knows. Throws {@link Failed} with
 * every field problem at once, in the order of the schema. `loc` is where the input stands, e.g. `['body']`.
 */
export function validated<T extends object>(schema: Schema<T>, input: unknown, loc: readonly string[]): T {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    throw invalid([{ loc, msg: 'Input should be a valid dictionary', type: 'dict_type' }]);
  }
  const instance = new schema();
  for (const field of fieldsOf(schema).keys()) {
    if (!Object.hasOwn(input, field)) continue;
    const value = (input as Record<string, unknown>)[field];
    if (value !== undefined) (instance as Record<string, unknown>)[field] = value;
  }
  const errors = validateSync(instance, { stopAtFirstError: true, forbidUnknownValues: false });
  if (errors.length > 0) throw invalid(errors.map((error) => problemOf(error, loc)));
  return instance;
}

/**
 * A query string's texts as a schema's integers, booleans and texts. The last of several values counts. Integers and
 * booleans are known by the declared type of the field.
 */
export function validatedQuery<T extends object>(schema: Schema<T>, query: unknown): T {
  const fields = fieldsOf(schema);
  const problems: FieldProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(query as Record<string, string | string[]>)) {
    const text = (Array.isArray(given) ? given.at(-1) : given) ?? '';
    const loc = ['query', name];
    const reading = fields.get(name);
    if (text.includes('\u0000')) {
      problems.push({ loc, msg: 'U+0000 is not text', type: 'string_unicode' });
    } else if (reading !== undefined) {
      const { [reading]: read } = readings;
      const value = read(text);
      if (value === undefined) problems.push({ loc, ...misread[reading] });
      else values[name] = value;
    }
  }
  if (problems.length > 0) throw invalid(problems);
  return validated(schema, values, ['query']);
}

const invalid = (problems: readonly FieldProblem[]): Failed => new Failed({ kind: 'invalid', problems });

const readings: Readonly<Record<Reading, (text: string) => unknown>> = {
  text: (text) => text,
  integer: (text) => (/^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined),
  flag: (text) => FLAGS.get(text.toLowerCase()),
};
const misread: Readonly<Record<Reading, { readonly msg: string; readonly type: string }>> = {
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

function fieldsOf(schema: Schema<object>): ReadonlyMap<string, Reading> {
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
  return declared === Boolean ? 'flag' : 'text';
}

function problemOf(error: ValidationError, loc: readonly string[]): FieldProblem {
  const [[rule, msg] = ['unknown', 'Input is not valid']] = Object.entries(error.constraints ?? {});
  const context = error.contexts?.[rule] as { readonly type: string } | undefined;
  return { loc: [...loc, error.property], msg, type: context?.type ?? rule };
}
