import { parseStrictJson } from './strict-json';

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const keys = (count: number): string =>
  `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join(',')}}`;
const items = (count: number): string => `[${'0,'.repeat(count - 1)}0]`;

const MALFORMED: readonly string[] = [
  '',
  ' ',
  '\n',
  'nope',
  'undefined',
  'NaN',
  'Infinity',
  '-Infinity',
  '-',
  '+1',
  '01',
  '-01',
  '1.',
  '.5',
  '1e',
  '1e+',
  '0x10',
  '1_000',
  '1 2',
  '"',
  '"open',
  "'single'",
  '"a\nb"',
  '"a\tb"',
  '"\u0000"',
  '"\\x41"',
  '"\\u12"',
  '"\\u{41}"',
  '"\\"',
  '[',
  ']',
  '[1',
  '[1,',
  '[1,]',
  '[,1]',
  '[1 2]',
  '[1;2]',
  '{',
  '}',
  '{"a"',
  '{"a":',
  '{"a":1',
  '{"a":1,',
  '{"a":1,}',
  '{a:1}',
  "{'a':1}",
  '{"a" 1}',
  '{"a":1 "b":2}',
  '{1:2}',
  '{"a":1}{"b":2}',
  '{"a":1} x',
  '// comment\n{}',
  '/* comment */ {}',
  '{"a":1 /* comment */}',
  '{"a":undefined}',
  '{"a":NaN}',
  '{"a":True}',
  'TRUE',
  'nul',
  'tru',
  '\ufeff{}',
  '\u00a0{}',
  '{"a":\u20280}',
  '<xml/>',
  'a=1&b=2',
  '{"a":"\\ud83"}',
  '['.repeat(100_000),
  '{"a":'.repeat(100_000),
];

const REFUSED: readonly (readonly [what: string, text: string, problem: RegExp])[] = [
  ['a key twice', '{"a":1,"a":2}', /"a" stands twice/],
  ['a key twice, once escaped', '{"a":1,"\\u0061":2}', /"a" stands twice/],
  ['a key twice deep inside', '{"x":[{"y":{"a":1,"b":0,"a":1}}]}', /"a" stands twice/],
  ['a key twice behind a nested object', '{"a":{"b":1},"a":2}', /"a" stands twice/],
  ['the empty key twice', '{"":1,"":2}', /"" stands twice/],
  ['an infinite number', '{"a":1e400}', /1e400 is too large/],
  ['a negative infinite number', '[-1e400]', /too large/],
  ['an integer of 400 digits', '1'.repeat(400), /too large/],
  ['2^53', '9007199254740992', /beyond 2\^53/],
  ['2^53 + 1', '{"a":[9007199254740993]}', /beyond 2\^53/],
  ['a large negative integer', '-12345678901234567890', /beyond 2\^53/],
  ['a number that would become 0', '[1e-400]', /too small/],
  ['a small decimal that would become 0', `0.${'0'.repeat(400)}1`, /too small/],
  ['an escaped U+0000', '{"a":"x\\u0000y"}', /U\+0000/],
  ['an escaped U+0000 in a key', '{"\\u0000":1}', /U\+0000/],
  ['an escaped lone high surrogate', '["\\ud83d"]', /lone surrogate/],
  ['an escaped lone low surrogate', '["\\uDE00 x"]', /lone surrogate/],
  ['a reversed pair', '["\\ude00\\ud83d"]', /lone surrogate/],
  ['a raw lone surrogate', '["\ud83d"]', /lone surrogate/],
  ['a lone surrogate in a key', '{"\\ud800":1}', /lone surrogate/],
  ['33 levels of arrays', deep(33), /more than 32 levels/],
  ['33 levels of both kinds', `${'[{"a":'.repeat(17)}1${'}]'.repeat(17)}`, /more than 32 levels/],
  ['1,001 keys', keys(1_001), /more than 1000 keys/],
  ['10,001 items', items(10_001), /more than 10000 items/],
  ['__proto__ as a key', '{"__proto__":{"admin":true}}', /__proto__/],
  ['__proto__ escaped', '{"\\u005f_proto__":1}', /__proto__/],
  ['constructor as a key', '{"a":{"constructor":{"prototype":{}}}}', /constructor/],
];

const TAKEN: readonly string[] = [
  '{}',
  '[]',
  'null',
  '"text"',
  ' \t\r\n{ "a" : [ 1 , 2.5 , -0 , 1e3 , true , false , null ] } ',
  '9007199254740991',
  '-9007199254740991',
  '1e300',
  '0e999',
  '-0.0',
  '{"a":{"a":{"a":1}},"b":{"a":1}}',
  '[{"a":1},{"a":1}]',
  '{"a":"a,{}[]:\\"\\\\","b":"\\\\"}',
  '["\\ud83d\\ude00","😀","\\u0001","\u2028"]',
  '{"__proto":1,"constructors":2,"":3}',
  '["__proto__","constructor"]',
  deep(32),
  keys(1_000),
  items(10_000),
];

describe('a body that is not JSON', () => {
  it.each(MALFORMED.map((text) => [text.slice(0, 40), text]))('is refused: %j', (_, text) => {
    const result = parseStrictJson(text);
    expect(result).toMatchObject({
      kind: 'refused',
      problem: expect.stringMatching(/^not valid JSON/) as string,
    });
  });
});

describe('JSON that two readers could understand differently', () => {
  it.each(REFUSED)('is refused for %s', (_, text, problem) => {
    const result = parseStrictJson(text);
    expect(result).toMatchObject({ kind: 'refused', problem: expect.stringMatching(problem) as string });
  });
});

describe('good JSON', () => {
  it.each(TAKEN.map((text) => [text.slice(0, 40), text]))('is read like everywhere else: %j', (_, text) => {
    expect(parseStrictJson(text)).toEqual({ kind: 'json', value: JSON.parse(text) as unknown });
  });

  it('is read in time that grows with its length only', () => {
    const text = JSON.stringify({
      content: 'x"\\'.repeat(200_000),
      list: Array.from({ length: 9_999 }, String),
    });
    const started = performance.now();
    expect(parseStrictJson(text).kind).toBe('json');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
