import type { FieldProblem } from './failure';

/** Whether every `%` of a text begins a byte of valid UTF-8 (RFC 3986, 2.1): lone surrogates have no such bytes. */
export function isDecodable(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The parameters of an address that are not text, which a lenient reader would take for other text. */
export function undecodableParameters(url: string): FieldProblem[] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return url
    .slice(start + 1)
    .split('&')
    .filter((parameter) => !isDecodable(parameter))
    .map((parameter) => ({
      loc: ['query', parameter.split('=', 1)[0] ?? ''],
      msg: 'Input should be a valid string, percent-encoded as UTF-8',
      type: 'string_unicode',
    }));
}
