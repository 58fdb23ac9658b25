import { IsOptional } from 'class-validator';
import { Failed, type FieldProblem } from './failure';
import {
  Flag,
  JsonObjectField,
  OneOf,
  Required,
  SessionId,
  Text,
  TextMap,
  Texts,
  Timestamp,
  WholeNumber,
} from './fields';
import { exactQuery, validated, validatedQuery } from './validate';

class Body {
  @Required()
  @Text(5, 1)
  name!: string;
  @IsOptional()
  @Flag()
  force?: boolean | null;
  @IsOptional()
  @WholeNumber(0, 10)
  count?: number;
  @IsOptional()
  @Texts(2, 3)
  groups?: string[];
  @IsOptional()
  @JsonObjectField()
  payload?: object;
  @IsOptional()
  @TextMap(2, 3)
  labels?: Record<string, string>;
  @IsOptional()
  @Timestamp()
  until?: string;
  @IsOptional()
  @SessionId()
  session?: string;
}

class Query {
  @IsOptional()
  @OneOf(['pending', 'approved'])
  status?: string;
  @Flag()
  mine: boolean = false;
  @WholeNumber(1, 100)
  limit: number = 50;
}

function problemsOf(act: () => unknown): readonly FieldProblem[] {
  try {
    act();
  } catch (error) {
    if (error instanceof Failed && error.failure.kind === 'invalid') return error.failure.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a body with known fields', () => {
  it('is taken, without those that the schema does not know', () => {
    const body = validated(Body, { name: 'a', force: null, unknown: 1, constructor: { x: 1 } }, ['body']);
    expect(body).toBeInstanceOf(Body);
    expect({ ...body }).toMatchObject({ name: 'a', force: null });
    expect(Object.keys(body)).not.toContain('unknown');
  });

  it.each([
    [{}, 'name', 'missing', 'Field required'],
    [{ name: null }, 'name', 'missing', 'Field required'],
    [{ name: 7 }, 'name', 'string_type', 'Input should be a valid string'],
    [{ name: '' }, 'name', 'string_too_short', 'String should have at least 1 character'],
    [{ name: 'toolong' }, 'name', 'string_too_long', 'String should have at most 5 characters'],
    [{ name: 'a', force: 'yes' }, 'force', 'bool_type', 'Input should be a valid boolean'],
    [{ name: 'a', count: 1.5 }, 'count', 'int_type', 'Input should be a valid integer'],
    [{ name: 'a', count: '1' }, 'count', 'int_type', 'Input should be a valid integer'],
    [{ name: 'a', count: -1 }, 'count', 'greater_than_equal', 'Input should be greater than or equal to 0'],
    [{ name: 'a', count: 11 }, 'count', 'less_than_equal', 'Input should be less than or equal to 10'],
    [{ name: 'a', groups: 'b' }, 'groups', 'list_type', 'Input should be a valid list'],
    [{ name: 'a', groups: ['a', 'b', 'c'] }, 'groups', 'too_long', 'List should have at most 2 items'],
    [{ name: 'a', groups: [1] }, 'groups', 'string_type', 'Each item should be a valid string'],
    [{ name: 'a', groups: [''] }, 'groups', 'string_too_short', 'Each item should have at least 1 character'],
    [
      { name: 'a', groups: ['abcd'] },
      'groups',
      'string_too_long',
      'Each item should have at most 3 characters',
    ],
    [{ name: 'a', payload: [] }, 'payload', 'dict_type', 'Input should be a valid dictionary'],
    [{ name: 'a', labels: { a: 1 } }, 'labels', 'string_type', /at most 2 texts of at most 3 characters/],
    [{ name: 'a', labels: { a: '1', b: '2', c: '3' } }, 'labels', 'string_type', /at most 2 texts/],
    [{ name: 'a', until: 'tomorrow' }, 'until', 'datetime_from_date_parsing', /RFC 3339/],
    [{ name: 'a', until: '2026-02-30T00:00:00Z' }, 'until', 'datetime_from_date_parsing', /RFC 3339/],
    [{ name: 'a', until: '2026-03-17T10:31:00' }, 'until', 'datetime_from_date_parsing', /zone/],
    [{ name: 'a', session: 'a/b' }, 'session', 'string_pattern_mismatch', /1 to 128 characters/],
  ])('is refused as %j', (input, field, type, msg) => {
    expect(problemsOf(() => validated(Body, input, ['body']))).toEqual([
      { loc: ['body', field], type, msg: expect.stringMatching(msg) as string },
    ]);
  });

  it.each([null, 7, 'text', true, []])('is refused when it is %j', (input) => {
    expect(problemsOf(() => validated(Body, input, ['body']))).toEqual([
      { loc: ['body'], type: 'dict_type', msg: 'Input should be a valid dictionary' },
    ]);
  });

  it('names every problem at once', () => {
    expect(problemsOf(() => validated(Body, { count: 'x', force: 1 }, ['body']))).toHaveLength(3);
  });
});

describe('a query', () => {
  it('has its defaults', () => {
    expect({ ...validatedQuery(Query, {}) }).toEqual({ status: undefined, mine: false, limit: 50 });
  });

  it.each([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['off', false],
    ['0', false],
  ])('reads %s as a boolean', (text, value) => {
    expect(validatedQuery(Query, { mine: text }).mine).toBe(value);
  });

  it('takes the last of several values', () => {
    expect(validatedQuery(Query, { limit: ['7', '8'] }).limit).toBe(8);
  });

  it.each([
    [{ limit: 'ten' }, 'limit', 'int_parsing'],
    [{ limit: '' }, 'limit', 'int_parsing'],
    [{ limit: '1.0' }, 'limit', 'int_parsing'],
    [{ limit: '99999999999999999999' }, 'limit', 'int_parsing'],
    [{ limit: '0' }, 'limit', 'greater_than_equal'],
    [{ limit: '101' }, 'limit', 'less_than_equal'],
    [{ mine: 'perhaps' }, 'mine', 'bool_parsing'],
    [{ status: 'Pending' }, 'status', 'enum'],
    [{ status: 'a\u0000' }, 'status', 'string_unicode'],
    [{ unknown: '\u0000' }, 'unknown', 'string_unicode'],
  ])('is refused as %j', (query, field, type) => {
    const [problem] = problemsOf(() => validatedQuery(Query, query));
    expect(problem).toMatchObject({ loc: ['query', field], type });
  });
});

class ListQuery extends Query {
  @IsOptional()
  @Texts(3, 5)
  label?: string[];
}

describe('an exact query', () => {
  it('has lists, of one value too, and everything else once', () => {
    const query = { label: ['a', 'b'], limit: '7' };
    expect(exactQuery(ListQuery, query)).toMatchObject({ label: ['a', 'b'], limit: 7, mine: false });
    expect(exactQuery(ListQuery, { label: 'a' })).toMatchObject({ label: ['a'] });
  });

  it.each([
    [{ labels: 'a' }, ['query', 'labels'], 'extra_forbidden'],
    [{ limit: ['7', '8'] }, ['query', 'limit'], 'too_long'],
    [{ label: ['a', '\u0000'] }, ['query', 'label'], 'string_unicode'],
    [{ label: ['a', ''] }, ['query', 'label'], 'string_too_short'],
    [{ limit: 'x' }, ['query', 'limit'], 'int_parsing'],
  ])('is refused with %j', (query, loc, type) =>
    expect(problemsOf(() => exactQuery(ListQuery, query))).toMatchObject([{ loc, type }]),
  );
});
