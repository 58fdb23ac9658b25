type Value = string | number | boolean | readonly string[] | null | undefined;

/** `?...` or nothing; lists stand once an item, and what is left out or null does not stand at all. */
export function queryOf(parameters: Readonly<Record<string, Value>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    if (typeof value === 'object') for (const one of value) query.append(name, one);
    else query.append(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** A path with its parts escaped. Throws for a part that would make another path of it. */
export function pathOf(strings: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  const escaped = parts.map((part) => {
    if (['', '.', '..'].includes(String(part))) throw new TypeError(`'${part}' is no id`);
    return encodeURIComponent(part);
  });
  return String.raw({ raw: strings }, ...escaped);
}
