export interface SqlToken {
  readonly kind: 'keyword' | 'grave' | 'text' | 'comment' | 'number' | 'other';
  readonly text: string;
}

const PATTERN =
  /(?<comment>--[^\n]*|\/\*(?!!)[\s\S]*?(?:\*\/|$))|(?<text>'(?:[^']|'')*'?|"(?:[^"]|"")*"?)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<other>[^A-Za-z_0-9'"]+?(?=--|\/\*|[A-Za-z_0-9'"]|$)|[\s\S])/g;

/** What destroys or hands out rights: marked, so that it is not read over. */
const GRAVE = new Set(['DROP', 'DELETE', 'TRUNCATE', 'ALTER', 'UPDATE', 'GRANT', 'REVOKE']);
const KEYWORDS = new Set(
  (
    'SELECT INSERT CREATE FROM WHERE AND OR NOT NULL INTO VALUES SET TABLE COLUMN INDEX VIEW ON AS JOIN LEFT RIGHT ' +
    'INNER OUTER FULL CROSS UNION ALL DISTINCT GROUP BY ORDER HAVING LIMIT OFFSET WITH BEGIN COMMIT ROLLBACK CASE WHEN ' +
    'THEN ELSE END IN IS LIKE BETWEEN EXISTS PRIMARY KEY FOREIGN REFERENCES DEFAULT UNIQUE ADD RENAME TO IF CASCADE ' +
    'RETURNING USING MERGE MATCHED CONSTRAINT CHECK ASC DESC'
  ).split(' '),
);

/** The text in pieces to be coloured; together they are the text again. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  return [...sql.matchAll(PATTERN)].map(({ 0: text, groups = {} }) => ({ kind: kindOf(text, groups), text }));
}

function kindOf(text: string, groups: Readonly<Record<string, string | undefined>>): SqlToken['kind'] {
  if (groups['comment'] !== undefined) return 'comment';
  if (groups['text'] !== undefined) return 'text';
  if (groups['number'] !== undefined) return 'number';
  const word = text.toUpperCase();
  if (GRAVE.has(word)) return 'grave';
  return KEYWORDS.has(word) ? 'keyword' : 'other';
}
