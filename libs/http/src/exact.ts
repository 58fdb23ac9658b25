import { applyDecorators } from '@nestjs/common';
import type { FieldProblem } from './failure';
import { checked, fieldsOf, invalid, type Schema } from './validate';
import { ArrayMaxSize, ArrayMinSize, IsArray } from './validator';

interface PartOf {
  readonly schema: Schema<object>;
  readonly isList: boolean;
}

/** Which fields of a schema are objects, or lists of objects, of a schema of their own. */
const parts = new Map<object, Map<string, PartOf>>();

function declare(part: PartOf): PropertyDecorator {
  return (prototype, field) => {
    const ofSchema = parts.get(prototype.constructor) ?? new Map<string, PartOf>();
    parts.set(prototype.constructor, ofSchema.set(String(field), part));
  };
}

/** An object of a schema of its own. */
export const Part = (schema: Schema<object>): PropertyDecorator => declare({ schema, isList: false });

/** A list of objects of a schema of their own. */
export const ListOf = (schema: Schema<object>, min: number, max: number): PropertyDecorator => {
  const items = (count: number): string => `${count} item${count === 1 ? '' : 's'}`;
  const says = (type: string, message: string) => ({ message, context: { type } });
  return applyDecorators(
    declare({ schema, isList: true }),
    IsArray(says('list_type', 'Input should be a valid list')),
    ArrayMinSize(min, says('too_short', `List should have at least ${items(min)}`)),
    ArrayMaxSize(max, says('too_long', `List should have at most ${items(max)}`)),
  );
};

/**
 * The input as an instance of the schema, its parts as instances of theirs. Throws `Failed` with every problem at once:
 * a field that a schema does not know is one.
 */
export function exact<T extends object>(schema: Schema<T>, input: unknown, loc: readonly string[]): T {
  const problems: FieldProblem[] = [];
  const instance = read(schema, input, loc, problems);
  if (problems.length > 0) throw invalid(problems);
  return instance;
}

type Loc = FieldProblem['loc'];

function read<T extends object>(schema: Schema<T>, input: unknown, loc: Loc, problems: FieldProblem[]): T {
  const { instance, problems: own } = checked(schema, input, loc);
  problems.push(...own);
  if (input === null || typeof input !== 'object' || Array.isArray(input)) return instance;
  const fields = fieldsOf(schema);
  const ofSchema = partsOf(schema);
  for (const [field, value] of Object.entries(input)) {
    const part = ofSchema.get(field);
    const at = [...loc, field];
    if (part !== undefined) {
      const isRefused = own.some((problem) => problem.loc.at(-1) === field);
      if (!isRefused && value !== null)
        Object.assign(instance, { [field]: readPart(part, value, at, problems) });
    } else if (!fields.has(field)) {
      problems.push({ loc: at, msg: 'There is no such field', type: 'extra_forbidden' });
    }
  }
  return instance;
}

/** With those of the classes that it extends. */
function partsOf(schema: object): ReadonlyMap<string, PartOf> {
  const parent = Object.getPrototypeOf(schema) as object | null;
  return new Map([...(parent === null ? [] : partsOf(parent)), ...(parts.get(schema) ?? [])]);
}

function readPart({ schema, isList }: PartOf, value: unknown, loc: Loc, problems: FieldProblem[]): unknown {
  if (!isList) return read(schema, value, loc, problems);
  return (value as readonly unknown[]).map((item, index) => read(schema, item, [...loc, index], problems));
}
