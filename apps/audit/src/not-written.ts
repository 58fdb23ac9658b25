import { OutputFailed } from './outlet';

/** What was thrown, as {@link OutputFailed} where the file system says it, or SQLite of a file that it cannot write. */
export function notWritten(error: unknown): never {
  const isOfSystem = error instanceof Error && 'syscall' in error && 'path' in error;
  const code = String((error as { readonly code?: unknown } | null)?.code);
  if (!isOfSystem && !/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/.test(code)) throw error;
  throw new OutputFailed(error instanceof Error ? error.message : String(error));
}
