/** A write that found no room; a failed sync, after which nothing is known, has another code. */
export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_FULL';
}

/**
 * The disk failed, or gave back what was not written: what the files hold is not known any more. All other failures leave
 * them as they are. Codes that the driver has no name for count among these.
 */
export function isOfDisk(error: unknown): boolean {
  return (
    /^(SQLITE_(IOERR|CORRUPT|NOTADB)|UNKNOWN_SQLITE)/.test(codeOf(error)) ||
    /^(write|fsync|fdatasync)$/.test(textOf(error, 'syscall'))
  );
}

/** Somebody else holds what was asked for. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

export function isOfDatabase(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE');
}

function codeOf(error: unknown): string {
  return textOf(error, 'code');
}

function textOf(error: unknown, property: string): string {
  return typeof error === 'object' && error !== null ? String(Reflect.get(error, property)) : '';
}
