import { gzipSync } from 'node:zlib';

/** A kind of body that no operation may take. */
interface BadBody {
  readonly what: string;
  /** Made from a body that the operation would take. */
  readonly of: (good: string) => string | Buffer;
  /** What the answer says of it. */
  readonly says: RegExp;
  readonly headers?: Readonly<Record<string, string>>;
  /** The status where it is not the dialect's own for bad input. */
  readonly status?: number;
}

const DEPTH = 100_000;
const NO_JSON = /not valid JSON/;
const NOT_AN_OBJECT = /valid dictionary/;

export const BAD_BODIES: readonly BadBody[] = [
  { what: 'JSON that is cut off', of: (good) => good.slice(0, -1), says: NO_JSON },
  { what: 'words', of: () => 'approve it, please', says: NO_JSON },
  { what: 'single quotes', of: () => "{'note': 'fine'}", says: NO_JSON },
  { what: 'a trailing comma', of: (good) => `${good.slice(0, -1)},}`, says: NO_JSON },
  { what: 'two values', of: (good) => good + good, says: NO_JSON },
  { what: 'NaN', of: plus('"x": NaN'), says: NO_JSON },
  {
    what: 'a form',
    of: () => 'status=APPROVED&note=fine',
    says: NO_JSON,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  },
  { what: 'a raw U+0000 in a text', of: plus('"x": "a\u0000b"'), says: NO_JSON },
  { what: 'a raw U+0000 between the texts', of: (good) => `${good}\u0000`, says: NO_JSON },
  {
    what: 'a compressed body',
    of: (good) => gzipSync(good),
    says: /Content-Encoding/,
    headers: { 'content-encoding': 'gzip' },
    status: 415,
  },
  { what: 'invalid UTF-8', of: bytes('"x": "\xff\xfe"'), says: /not valid UTF-8/ },
  { what: 'a surrogate in bytes', of: bytes('"x": "\xed\xa0\x80"'), says: /not valid UTF-8/ },
  { what: 'UTF-16', of: (good) => Buffer.from(good, 'utf16le'), says: /UTF-8|JSON/ },
  { what: 'a byte order mark', of: (good) => `\ufeff${good}`, says: NO_JSON },
  { what: 'a key twice', of: plus('"x": 1, "x": 1'), says: /"x" stands twice/ },
  { what: 'a key twice, once escaped', of: plus('"x": 1, "\\u0078": 2'), says: /"x" stands twice/ },
  { what: 'a key twice, far inside', of: plus('"x": [{"y": {"z": 1, "z": 2}}]'), says: /"z" stands twice/ },
  { what: 'an escaped U+0000', of: plus('"x": "a\\u0000b"'), says: /U\+0000 is not text/ },
  { what: 'a key with U+0000', of: plus('"a\\u0000b": 1'), says: /U\+0000 is not text/ },
  { what: 'a lone surrogate', of: plus('"x": "\\ud800"'), says: /lone surrogate/ },
  { what: 'surrogates in the wrong order', of: plus('"x": "\\ude00\\ud83d"'), says: /lone surrogate/ },
  { what: 'a key with a lone surrogate', of: plus('"\\udfff": 1'), says: /lone surrogate/ },
  { what: 'the key __proto__', of: plus('"__proto__": {"admin": true}'), says: /__proto__ is not accepted/ },
  {
    what: 'an escaped __proto__',
    of: plus('"x": {"__pro\\u0074o__": []}'),
    says: /__proto__ is not accepted/,
  },
  { what: 'the number 1e400', of: plus('"x": 1e400'), says: /number 1e400 is too large/ },
  { what: 'the number -1e400', of: plus('"x": [-1e400]'), says: /number -1e400 is too large/ },
  { what: 'the number 1e-400', of: plus('"x": 1e-400'), says: /number 1e-400 is too small/ },
  { what: 'an integer over 2^53', of: plus('"x": 9007199254740993'), says: /beyond 2\^53/ },
  { what: 'a number of 10,000 digits', of: plus(`"x": ${'9'.repeat(10_000)}`), says: /too large/ },
  {
    what: '100,000 arrays in each other',
    of: plus(`"x": ${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`),
    says: /32 levels/,
  },
  {
    what: '100,000 objects in each other',
    of: plus(`"x": ${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`),
    says: /32 levels/,
  },
  { what: '100,000 open arrays', of: () => '['.repeat(DEPTH), says: NO_JSON },
  {
    what: '1,001 keys',
    of: plus(Array.from({ length: 1_001 }, (_, index) => `"k${index}": 1`).join()),
    says: /1000 keys/,
  },
  {
    what: '10,001 items',
    of: plus(`"x": [${Array.from({ length: 10_001 }, () => '1').join()}]`),
    says: /10000 items/,
  },
  { what: 'a list', of: (good) => `[${good}]`, says: NOT_AN_OBJECT },
  { what: 'a text', of: () => '"APPROVED"', says: NOT_AN_OBJECT },
  { what: 'a number', of: () => '1', says: NOT_AN_OBJECT },
  { what: 'null', of: () => 'null', says: NOT_AN_OBJECT },
  { what: 'a body over 1 MiB', of: (good) => good.padEnd(1024 * 1024 + 1), says: /over 1 MiB/, status: 413 },
  {
    what: 'a body over 1 MiB that does not say so',
    of: (good) => good.padEnd(1024 * 1024 + 1),
    says: /over 1 MiB/,
    headers: { 'transfer-encoding': 'chunked' },
    status: 413,
  },
];

/** The good body with one more field, which is bad. */
function plus(field: string): (good: string) => string {
  return (good) => (good === '{}' ? `{${field}}` : `${good.slice(0, -1)}, ${field}}`);
}

/** The same, each character a byte. */
function bytes(field: string): (good: string) => Buffer {
  return (good) => Buffer.from(plus(field)(good), 'latin1');
}
