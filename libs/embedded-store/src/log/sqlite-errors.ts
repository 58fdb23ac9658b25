/** A write that found no room; a failed sync, after which nothing is known, has another code. */
export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_FULL';
}

/** Somebody else holds what was asked for. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

export function isOfDatabase(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
