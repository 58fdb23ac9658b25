import { createHash } from 'node:crypto';
import { applyAmendments, canonicalJson, digestOf, MAX_PAYLOAD_BYTES } from './proposal';
import type { JsonObject } from './review';

const parse = (text: string) => JSON.parse(text) as JsonObject;
const merge = (payload: string, patch: string) => {
  const result = applyAmendments(parse(payload), parse(patch));
  return result.kind === 'amended' ? JSON.stringify(result.payload) : result;
};

describe('Canonical JSON', () => {
  it('is that of RFC 8785 for its own example', () => {
    const sample = parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units', () => {
    expect(canonicalJson({ '\ufb33': 1, '\u{1f600}': 2, '\u20ac': 3, '1': 4, '\r': 5 })).toBe(
      '{"\\r":5,"1":4,"\u20ac":3,"\u{1f600}":2,"\ufb33":1}',
    );
  });
});

describe('The digest', () => {
  it('is SHA-256 over the canonical form, whatever the order of the keys', () => {
    const expected = createHash('sha256').update('{"a":[1],"b":"é"}').digest('hex');
    expect([digestOf({ b: 'é', a: [1] }), digestOf({ a: [1], b: 'é' })]).toEqual([expected, expected]);
  });

  it('differs for keys that only look like built-in ones', () => {
    expect(digestOf(parse('{"__proto__":{"a":1}}'))).not.toBe(digestOf({}));
  });
});

describe('A merge patch', () => {
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['{"a":"foo"}', '{"a":{"b":null,"c":1}}', '{"a":{"c":1}}'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('does what RFC 7386 says: %s and %s make %s', (payload, patch, expected) => {
    expect(merge(payload, patch)).toBe(expected);
  });

  it('treats `__proto__` and `constructor` as keys like any other', () => {
    expect(merge('{"a":1}', '{"__proto__":{"b":2},"constructor":{"prototype":{"c":3}}}')).toBe(
      '{"a":1,"__proto__":{"b":2},"constructor":{"prototype":{"c":3}}}',
    );
    expect(merge('{"a":{"__proto__":{"b":2}}}', '{"a":{"__proto__":{"d":4}}}')).toBe(
      '{"a":{"__proto__":{"b":2,"d":4}}}',
    );
    expect(merge('{"__proto__":{"b":2}}', '{"__proto__":null}')).toBe('{}');
    expect(({} as Record<string, unknown>)['b']).toBeUndefined();
  });
});

describe('The limit of a payload', () => {
  const framed = (bytes: number) => 'x'.repeat(bytes - '{"content":""}'.length);

  it('is met by exactly 512 KiB of canonical JSON and not by one byte more', () => {
    expect(applyAmendments({ content: '' }, framed(MAX_PAYLOAD_BYTES)).kind).toBe('amended');
    expect(applyAmendments({ content: '' }, framed(MAX_PAYLOAD_BYTES + 1)).kind).toBe('invalid');
  });
});
