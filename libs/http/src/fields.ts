import { applyDecorators } from '@nestjs/common';
import type { ValidationOptions } from 'class-validator';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
} from './validator';

/** A session's id as the design's *Words* has it. */
export const SESSION_ID = /^[A-Za-z0-9._:-]{1,128}$/;

const says = (type: string, message: string): ValidationOptions => ({ message, context: { type } });

/** Must be there and not null. */
export const Required = (): PropertyDecorator => IsDefined(says('missing', 'Field required'));

/** Text of a length in UTF-16 units. */
export const Text = (max: number, min = 0): PropertyDecorator =>
  applyDecorators(
    IsString(says('string_type', 'Input should be a valid string')),
    MinLength(
      min,
      says('string_too_short', `String should have at least ${min} character${min === 1 ? '' : 's'}`),
    ),
    MaxLength(max, says('string_too_long', `String should have at most ${max} characters`)),
  );

/** Text of a form; `expected` completes "String should be ...". */
const TextLike = (pattern: RegExp, expected: string): PropertyDecorator =>
  applyDecorators(
    IsString(says('string_type', 'Input should be a valid string')),
    Matches(pattern, says('string_pattern_mismatch', `String should be ${expected}`)),
  );

export const SessionId = (): PropertyDecorator =>
  TextLike(SESSION_ID, '1 to 128 characters of A-Z a-z 0-9 . _ : -');

export const OneOf = (words: readonly string[]): PropertyDecorator => {
  const quoted = words.map((word) => `'${word}'`);
  const last = quoted.pop() ?? '';
  const list = quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
  return IsIn([...words], says('enum', `Input should be ${list}`));
};

export const WholeNumber = (min: number, max: number): PropertyDecorator =>
  applyDecorators(
    IsInt(says('int_type', 'Input should be a valid integer')),
    Min(min, says('greater_than_equal', `Input should be greater than or equal to ${min}`)),
    Max(max, says('less_than_equal', `Input should be less than or equal to ${max}`)),
  );

export const Flag = (): PropertyDecorator => IsBoolean(says('bool_type', 'Input should be a valid boolean'));

/** A list of texts, none empty. */
export const Texts = (maxItems: number, maxLength: number): PropertyDecorator =>
  applyDecorators(
    IsArray(says('list_type', 'Input should be a valid list')),
    ArrayMaxSize(maxItems, says('too_long', `List should have at most ${maxItems} items`)),
    IsString({ each: true, ...says('string_type', 'Each item should be a valid string') }),
    MinLength(1, { each: true, ...says('string_too_short', 'Each item should have at least 1 character') }),
    MaxLength(maxLength, {
      each: true,
      ...says('string_too_long', `Each item should have at most ${maxLength} characters`),
    }),
  );

export const JsonObjectField = (): PropertyDecorator =>
  IsObject(says('dict_type', 'Input should be a valid dictionary'));

/** An object whose values are texts, like labels. */
export const TextMap = (maxKeys: number, maxLength: number): PropertyDecorator =>
  applyDecorators(
    JsonObjectField(),
    check(
      'string_type',
      `Input should be at most ${maxKeys} texts of at most ${maxLength} characters by name`,
      (value) => {
        const entries = Object.entries(value as object);
        const isText = (text: unknown): boolean => typeof text === 'string' && text.length <= maxLength;
        return entries.length <= maxKeys && entries.every(([key, text]) => isText(key) && isText(text));
      },
    ),
  );

/** RFC 3339 with seconds and a zone; read it by `Date.parse`. */
export const Timestamp = (): PropertyDecorator =>
  check('datetime_from_date_parsing', 'Input should be a valid RFC 3339 time with a zone', isTimestamp);

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

function isTimestamp(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const parts = RFC3339.exec(value);
  if (parts === null || Number.isNaN(Date.parse(value))) return false;
  const [, year, month, day] = parts.map(Number);
  return new Date(Date.UTC(year ?? 0, month ?? 0, 0)).getUTCDate() >= (day ?? 0);
}

/** A rule of one's own, in one place for its word, its message and its test. */
export function check(
  type: string,
  message: string,
  validate: (value: unknown) => boolean,
): PropertyDecorator {
  return ValidateBy({ name: type, validator: { validate } }, says(type, message));
}

/** A rule whose message depends on what is wrong; `problemOf` is null for a good value. */
export function explained(type: string, problemOf: (value: unknown) => string | null): PropertyDecorator {
  return ValidateBy(
    { name: type, validator: { validate: (value) => problemOf(value) === null } },
    { message: ({ value }) => problemOf(value) ?? '', context: { type } },
  );
}
