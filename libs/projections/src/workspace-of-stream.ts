import { parseStream } from '@countersign/event-store';

/** Whose stream it is, by its name; null for one that is not of this product. */
export const workspaceOfStream = (stream: string): string | null => parseStream(stream)?.workspace ?? null;
