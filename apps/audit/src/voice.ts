/** What the command tells: answers on stdout, everything else on stderr; sentences for people, JSON for machines. */
export interface Voice {
  readonly isJson: boolean;
  /** The answer: the document, or its lines. */
  answer(document: unknown, lines: readonly string[]): void;
  /** How it goes on. */
  progress(document: Readonly<Record<string, unknown>>, line: string): void;
  warn(message: string): void;
}

export function openVoice(isJson: boolean, { stdout, stderr } = process): Voice {
  const print = (stream: NodeJS.WritableStream, document: unknown, lines: readonly string[]): void => {
    const text = isJson ? JSON.stringify(document) : lines.join('\n');
    stream.write(`${text}\n`);
  };
  return {
    isJson,
    answer: (document, lines) => print(stdout, document, lines),
    progress: (document, line) => print(stderr, document, [line]),
    warn: (warning) => print(stderr, { warning }, [warning]),
  };
}
