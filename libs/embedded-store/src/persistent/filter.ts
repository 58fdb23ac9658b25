/** Which events of the whole log a group gets. Looks at the record itself, never at what a link leads to. */
export interface EventFilter {
  readonly on: 'stream' | 'type';
  readonly by: { readonly regex: string } | { readonly prefixes: readonly string[] };
}

/** Throws SyntaxError when the pattern is none that JavaScript knows. */
export function matcherOf({ on, by }: EventFilter): (event: { stream: string; type: string }) => boolean {
  if ('regex' in by) {
    const pattern = new RegExp(by.regex, 'u');
    return (event) => pattern.test(event[on]);
  }
  return (event) => by.prefixes.some((prefix) => event[on].startsWith(prefix));
}
