import type { Answer } from './whole-app';

/** An answer without what is different each time, and without what was asked for. */
export function plain({ status, headers, text }: Answer, carried: string): string {
  const {
    'x-request-id': _id,
    date: _,
    'content-length': _length,
    'x-position': _position,
    ...named
  } = headers;
  return JSON.stringify([status, named, text])
    .replaceAll(JSON.stringify(JSON.stringify(carried).slice(1, -1)).slice(1, -1), '<asked for>')
    .replaceAll(JSON.stringify(carried).slice(1, -1), '<asked for>')
    .replaceAll(carried, '<asked for>')
    .replace(/\bvai_token=[\w.-]+/g, 'vai_token=<token>')
    .replace(/\bcsk_[\w-]+/g, '<key>')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\b[0-9a-f]{64}\b/g, '<digest>')
    .replace(/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\d+\.\d+|\d{4,}/g, '<number>')
    .replace(/(lag\w*|behind\w*|age\w*)\\":\d+/g, '$1');
}

/** Where two texts begin to differ; a failure shows that and not all of them. */
export function differenceOf(one: string, other: string): readonly [string, string] | null {
  if (one === other) return null;
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  const begin = Math.max(0, at - 80);
  return [one.slice(begin, begin + 300), other.slice(begin, begin + 300)];
}
