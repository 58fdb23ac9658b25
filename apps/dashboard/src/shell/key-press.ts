/** A key as a table of keys names it: `j`, `?`, `Escape`, or `g q` for one after the other. */
export type KeyName = string;

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Keys that stand for no character, which WCAG 2.1.4 does not speak of. */
const NO_CHARACTERS = new Set(['Escape', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

export interface Place {
  /** The key that began a sequence, if one did. */
  readonly begun: string | null;
  readonly isTyping: boolean;
  readonly singleKeys: boolean;
}

/** What a press means: a name to look up, the begin of a sequence, or nothing. */
export function meaningOf(
  { key, ctrlKey, metaKey, altKey }: Pressed,
  { begun, isTyping, singleKeys }: Place,
): { readonly name: KeyName } | { readonly begins: string } | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (isTyping) return key === 'Escape' ? { name: key } : null;
  if (NO_CHARACTERS.has(key)) return { name: key };
  if (!singleKeys || key.length !== 1) return null;
  if (begun !== null) return { name: `${begun} ${key}` };
  return key === 'g' ? { begins: key } : { name: key };
}
