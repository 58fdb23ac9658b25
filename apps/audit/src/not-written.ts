import { OutputFailed } from './outlet';

/** What was thrown; as {@link OutputFailed} where the file system says it of a file. */
export function notWritten(error: unknown): never {
  if (error instanceof Error && 'syscall' in error && 'path' in error) throw new OutputFailed(error.message);
  throw error;
}

/** The same where the only database that is open is the one that is written. */
export function notWrittenDatabase(error: unknown): never {
  const code = String((error as { readonly code?: unknown } | null)?.code);
  if (/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/.test(code)) {
    throw new OutputFailed(error instanceof Error ? error.message : code);
  }
  return notWritten(error);
}
