export interface ShellToken {
  readonly kind: 'operator' | 'grave' | 'text' | 'other';
  readonly text: string;
}

const PATTERN =
  /(?<text>'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?)|(?<operator>\$\(|&&|\|\||[|;&<>`]+)|(?<word>[A-Za-z_][\w.-]*)|(?<other>[^A-Za-z_'"|;&<>`$]+|[\s\S])/g;

/** What destroys, hands out rights, or runs what came from elsewhere: marked, so that it is not read over. */
const GRAVE = new Set(
  'rm dd mkfs shred sudo su doas chmod chown kill pkill killall shutdown reboot eval exec curl wget nc ssh'.split(
    ' ',
  ),
);

/** The text in pieces to be coloured; together they are the text again. Nothing is a comment: what runs is not paler. */
export function shellTokens(shell: string): readonly ShellToken[] {
  return [...shell.matchAll(PATTERN)].map(({ 0: text, groups = {} }) => ({
    kind: kindOf(text, groups),
    text,
  }));
}

function kindOf(text: string, groups: Readonly<Record<string, string | undefined>>): ShellToken['kind'] {
  if (groups['text'] !== undefined) return 'text';
  if (groups['operator'] !== undefined) return 'operator';
  return GRAVE.has(text) ? 'grave' : 'other';
}
