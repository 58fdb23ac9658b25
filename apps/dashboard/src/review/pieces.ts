import type { Review } from '@countersign/client';

export type Payload = Review['payload'];

/** A part of what will run, and how it is best read. */
export type Piece =
  | {
      readonly as: 'sql' | 'shell' | 'diff' | 'markdown' | 'text';
      readonly key: string;
      readonly text: string;
      /** The connection on which it runs, where the content names one beside it. */
      readonly on?: string;
    }
  | { readonly as: 'json'; readonly key: string; readonly value: unknown };

const SQL_KEYS = /^(sql|statements?|query|migration)$/i;
const SQL_TEXT =
  /^\s*(--[^\n]*\n\s*)*(select|insert|update|delete|create|alter|drop|truncate|grant|revoke|with|begin|merge)\b/i;
const SHELL_KEYS = /^(command|cmd|script|shell)$/i;
const DIFF_TEXT = /^(diff --git |--- [^\n]+\n\+\+\+ |@@ -\d)/m;
/** Nothing else is taken for it: a script has headings too, which are its comments. */
const MARKDOWN_KEYS = /^(markdown|md)$/i;
/** A heading, a list of several, a fence, a table or a link. */
const MARKDOWN_TEXT = /^#{1,6} \S|^[-*] .+\n[-*] |^```|^\|.+\|\n\|[-: |]+\|$|\[[^\]]+\]\(https?:/m;
/** Shorter ones are values among others. */
const LONG = 80;

/** What will run, the parts that are read as a whole first, and the values around them last. */
export function piecesOf(payload: Payload): readonly Piece[] {
  const session = sessionOf(payload);
  if (session !== null) return session;
  const read: Piece[] = [];
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(payload)) {
    const text = textOf(value);
    const as = text === null ? null : wayOf(key, text);
    if (as === null || text === null) rest[key] = value;
    else read.push({ as, key, text });
  }
  if (Object.keys(rest).length > 0 || read.length === 0) read.push({ as: 'json', key: '', value: rest });
  return read;
}

/** What is run on a connection, as the approvals API asks for it: SQL, or else what a shell is given. */
function sessionOf({ connection, input, ...rest }: Payload): readonly Piece[] | null {
  if (typeof connection !== 'string' || connection === '' || typeof input !== 'string' || input === '')
    return null;
  const run = {
    as: SQL_TEXT.test(input) ? 'sql' : 'shell',
    key: 'input',
    text: input,
    on: connection,
  } as const;
  return Object.keys(rest).length === 0 ? [run] : [run, ...piecesOf(rest)];
}

/** A text, or a list of texts that are run one after the other. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const isStatements =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one): one is string => typeof one === 'string' && SQL_TEXT.test(one));
  return isStatements ? value.map((one) => `${one.replace(/;\s*$/, '')};`).join('\n') : null;
}

function wayOf(key: string, text: string): Exclude<Piece['as'], 'json'> | null {
  if (text.trim() === '') return null;
  if (SHELL_KEYS.test(key)) return SQL_TEXT.test(text) ? 'sql' : 'shell';
  if (DIFF_TEXT.test(text)) return 'diff';
  if (SQL_TEXT.test(text) || SQL_KEYS.test(key)) return 'sql';
  if (MARKDOWN_KEYS.test(key) || (key === 'content' && MARKDOWN_TEXT.test(text))) return 'markdown';
  return key === 'content' || text.length > LONG || text.includes('\n') ? 'text' : null;
}
