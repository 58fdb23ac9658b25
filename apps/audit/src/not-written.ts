import { codeOf, messageOf } from './errors';
import { OutputFailed } from './outlet';

/** What was thrown; as {@link OutputFailed} where the file system says it of a file. */
export function notWritten(error: unknown): never {
  if (error instanceof Error && 'syscall' in error && 'path' in error) throw new OutputFailed(error.message);
  throw error;
}

/** The same where the only database that is open is the one that is written. */
export function notWrittenDatabase(error: unknown): never {
  if (/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/.test(String(codeOf(error)))) {
    throw new OutputFailed(messageOf(error));
  }
  return notWritten(error);
}
