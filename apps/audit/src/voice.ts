/** What the command tells: answers on stdout, everything else on stderr; sentences for people, JSON for machines. */
export interface Voice {
  readonly isJson: boolean;
  /** Whether somebody watches progress: then each step is drawn over the one before. */
  readonly isDrawn: boolean;
  /** The answer, or a part of it: the document, or its lines. Resolves once there is room for more. */
  answer(document: unknown, lines: readonly string[]): Promise<void>;
  /** How it goes on. */
  progress(document: Readonly<Record<string, unknown>>, line: string): void;
  warn(message: string): void;
}

const WIPE = '\r\u001b[2K';

interface Outputs {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

export function openVoice(isJson: boolean, { stdout, stderr }: Outputs = process): Voice {
  const isDrawn = !isJson && stderr.isTTY === true;
  let isOnLine = false;
  const textOf = (document: unknown, lines: readonly string[]): string =>
    isJson ? JSON.stringify(document) : lines.join('\n');
  const wipe = (): void => {
    if (isOnLine) stderr.write(WIPE);
    isOnLine = false;
  };
  return {
    isJson,
    isDrawn,
    answer: async (document, lines) => {
      wipe();
      if (stdout.write(`${textOf(document, lines)}\n`)) return;
      await new Promise((resolve) => stdout.once('drain', resolve));
    },
    progress: (document, line) => {
      if (!isDrawn) return void stderr.write(`${textOf(document, [line])}\n`);
      stderr.write(`${WIPE}${line.slice(0, (stderr.columns ?? 80) - 1)}`);
      isOnLine = true;
    },
    warn: (warning) => {
      wipe();
      stderr.write(`${textOf({ warning }, [warning])}\n`);
    },
  };
}
