export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/**
 * What a `Cookie` header says, in its order (RFC 6265, 5.4). Only space and tab are trimmed: whoever trimmed more
 * would take a name that a browser does not guard for one that it does.
 */
export function cookiesIn(header: string | readonly string[] | undefined): readonly Cookie[] {
  const text = typeof header === 'string' ? header : (header ?? []).join(';');
  const cookies: Cookie[] = [];
  for (const pair of text.split(';')) {
    const end = pair.indexOf('=');
    if (end < 0) continue;
    const [name, value] = [trimmed(pair.slice(0, end)), trimmed(pair.slice(end + 1))];
    cookies.push({ name, value: /^".*"$/.test(value) ? value.slice(1, -1) : value });
  }
  return cookies;
}

function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t';
