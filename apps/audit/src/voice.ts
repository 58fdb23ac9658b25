import type { Outlet } from './outlet';
import { shown, shownJson } from './shown';

/**
 * What the command tells: answers on stdout, everything else on stderr; sentences for people, JSON for machines. Nothing
 * in either does anything to a terminal, whatever was recorded.
 */
export interface Voice {
  readonly isJson: boolean;
  /** Whether somebody watches progress: then each step is drawn over the one before. */
  readonly isDrawn: boolean;
  /** The answer, or a part of it: the document, or its lines. Resolves once there is room for more. */
  answer(document: unknown, lines: readonly string[]): Promise<void>;
  /** A file instead of an answer, as it is. Resolves as `answer`. */
  print(text: string): Promise<void>;
  /** How it goes on. */
  progress(document: Readonly<Record<string, unknown>>, line: string): void;
  /** Nothing where nobody reads the answer any more. */
  warn(message: string): void;
}

const WIPE = '\r\u001b[2K';

interface Outputs {
  readonly stdout: Outlet;
  readonly stderr?: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
}

export function openVoice(isJson: boolean, { stdout, stderr = process.stderr }: Outputs): Voice {
  const isDrawn = !isJson && stderr.isTTY === true;
  let isOnLine = false;
  const textOf = (document: unknown, lines: readonly string[]): string =>
    isJson ? shownJson(JSON.stringify(document)) : lines.map(shown).join('\n');
  const wipe = (): void => {
    if (isOnLine) stderr.write(WIPE);
    isOnLine = false;
  };
  return {
    isJson,
    isDrawn,
    answer: (document, lines) => {
      wipe();
      return stdout.write(`${textOf(document, lines)}\n`);
    },
    print: (text) => stdout.write(text),
    progress: (document, line) => {
      if (!isDrawn) return void stderr.write(`${textOf(document, [line])}\n`);
      stderr.write(`${WIPE}${shown(line).slice(0, (stderr.columns ?? 80) - 1)}`);
      isOnLine = true;
    },
    warn: (warning) => {
      if (stdout.isOver) return;
      wipe();
      stderr.write(`${textOf({ warning }, [warning])}\n`);
    },
  };
}
