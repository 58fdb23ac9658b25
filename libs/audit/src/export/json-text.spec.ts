import { isSameJson, jsonText } from './json-text';

const DEEP = `${'['.repeat(60_000)}{"a":1}${']'.repeat(60_000)}`;
const read = (text: string): unknown => JSON.parse(text);

describe('What is stored as JSON', () => {
  it.each([
    ['plain', '{"a":[1,"b",null,{"c":true}],"":{}}'],
    ['nested below any stack', DEEP],
    ['a number beyond every double', '{"a":[1e999,-1e999,{"b":[],"c":{}}],"d":"\\u0001"}'],
    ['with members of odd names', '{"__proto__":1e999,"toJSON":[]}'],
  ])('is written as it was read: %s', (_name, text) => expect(jsonText(read(text))).toBe(text));

  it.each([
    ['members in another order', '{"a":1,"b":[2]}', '{"b":[2],"a":1}', true],
    ['something deep down', DEEP, DEEP.replace('1', '2'), false],
    ['nothing deep down', DEEP, DEEP, true],
    ['a list where an object was', '[]', '{}', false],
    ['a member more', '{"a":1}', '{"a":1,"b":null}', false],
    ['another member', '{"a":null}', '{"b":null}', false],
    ['a number beyond every double', '[1e999]', '[-1e999]', false],
    ['null', '{"a":null}', '{"a":{}}', false],
  ])('is compared as a whole: %s', (_name, one, other, isSame) =>
    expect(isSameJson(read(one), read(other))).toBe(isSame),
  );
});
