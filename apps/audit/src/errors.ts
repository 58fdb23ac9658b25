export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
/** Of the file system, or of SQLite. */
export const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | null)?.code;
