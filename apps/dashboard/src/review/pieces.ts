import type { Review } from '@countersign/client';

export type Payload = Review['payload'];

export type TextWay = 'sql' | 'shell' | 'diff' | 'markdown' | 'text';

/**
 * A part of what will run, and how it is coloured. Colours are a guess and change no character; only `markdown` has a
 * second view, and it is never guessed.
 */
export type Piece =
  | {
      readonly as: TextWay;
      /** Such as `input`, or `statements[0]`. */
      readonly key: string;
      readonly text: string;
      /** On what it runs, where the content says so. */
      readonly on: string | null;
    }
  | { readonly as: 'json'; readonly key: string; readonly value: unknown };

const SQL_KINDS = /sql|database/i;
const SQL_KEYS = /^(sql|statements?|query|migration)$/i;
const SQL_TEXT =
  /^\s*(--[^\n]*\n\s*)*(select|insert|update|delete|create|alter|drop|truncate|grant|revoke|with|begin|merge)\b/i;
const SHELL_KEYS = /^(shell|bash|command|cmd|script)$/i;
const SHELL_TEXT = /^#![^\n]*\b(ba|da|z|k)?sh\b/;
const DIFF_TEXT = /^(diff --git |--- [^\n]+\n\+\+\+ |@@ -\d)/m;
const MARKDOWN_KEYS = /^(markdown|md)$/i;
/** What its API calls an output under review: an answer in words, which people read as Markdown. */
const OUTPUT = { kind: 'workflow_output', key: 'content' };
/** Shorter ones are values among others. */
const LONG = 80;

/** What will run, the parts that are read as a whole first, and the values around them last: together all of it. */
export function piecesOf(payload: Payload, kind = ''): readonly Piece[] {
  const read: Piece[] = [];
  const rest: Record<string, unknown> = {};
  const { input, connection } = payload;
  const isSession = typeof input === 'string' && typeof connection === 'string' && connection !== '';
  for (const [key, value] of Object.entries(payload)) {
    if (isSession && key === 'connection') continue;
    const on = isSession && key === 'input' ? connection : null;
    const as = typeof value === 'string' ? wayOf(key, value, kind, on !== null) : null;
    if (as !== null) read.push({ as, key, text: value as string, on });
    else if (isStatements(value)) read.push(...statementsOf(key, value));
    else rest[key] = value;
  }
  if (Object.keys(rest).length > 0 || read.length === 0) read.push({ as: 'json', key: '', value: rest });
  return read;
}

/** Texts that are run one after the other. */
const isStatements = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => typeof one === 'string' && SQL_TEXT.test(one));

const statementsOf = (key: string, statements: readonly string[]): readonly Piece[] =>
  statements.map((text, index) => ({ as: 'sql', key: `${key}[${index}]`, text, on: null }));

function wayOf(key: string, text: string, kind: string, isInput: boolean): TextWay | null {
  if (MARKDOWN_KEYS.test(key) || (kind === OUTPUT.kind && key === OUTPUT.key)) return 'markdown';
  const language = languageOf(text) ?? (text.trim() === '' ? null : languageByName(key, kind, isInput));
  if (language !== null) return language;
  return isInput || key === 'content' || text.length > LONG || text.includes('\n') ? 'text' : null;
}

function languageOf(text: string): 'diff' | 'shell' | 'sql' | null {
  if (DIFF_TEXT.test(text)) return 'diff';
  if (SHELL_TEXT.test(text)) return 'shell';
  return SQL_TEXT.test(text) ? 'sql' : null;
}

function languageByName(key: string, kind: string, isInput: boolean): 'shell' | 'sql' | null {
  if (SQL_KEYS.test(key) || (isInput && SQL_KINDS.test(kind))) return 'sql';
  // What is given to a connection is a command of some kind.
  return isInput || SHELL_KEYS.test(key) ? 'shell' : null;
}
