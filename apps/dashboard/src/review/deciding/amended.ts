import type { Payload } from '../pieces.ts';

/** What is being changed: one text of the content, or all of it as JSON. */
export interface Draft {
  /** Of the content that it began with. */
  readonly digest: string;
  /** Null: everything. */
  readonly field: string | null;
  readonly text: string;
}

export const draftOf = (payload: Payload, digest: string, field: string | null): Draft => {
  const value = field === null ? undefined : payload[field];
  return typeof value === 'string'
    ? { digest, field, text: value }
    : { digest, field: null, text: JSON.stringify(payload, null, 2) };
};

/** The content as it would be; null where that is no content. */
export function payloadOf(payload: Payload, field: string | null, text: string): Payload | null {
  if (field !== null) return { ...payload, [field]: text };
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Payload) : null;
  } catch {
    return null;
  }
}

export const writeDraft = (draft: Draft): string => JSON.stringify(draft);

/** Null for none, and for one of another content. */
export function readDraft(kept: string, digest: string): Draft | null {
  try {
    const draft = JSON.parse(kept) as Partial<Draft> | null;
    if (draft?.digest !== digest || typeof draft.text !== 'string') return null;
    return { digest, text: draft.text, field: typeof draft.field === 'string' ? draft.field : null };
  } catch {
    return null;
  }
}
