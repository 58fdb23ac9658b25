import type { Payload } from '../pieces.ts';

/** What is being changed: one text of the content, or all of it as JSON. */
export interface Draft {
  /** Of the content that it began with. */
  readonly digest: string;
  /** The content with what was changed in other places before. */
  readonly base: Payload;
  /** Null: everything. */
  readonly field: string | null;
  readonly text: string;
}

export const draftOf = (base: Payload, digest: string, field: string | null): Draft => {
  const value = field !== null && Object.hasOwn(base, field) ? base[field] : undefined;
  return typeof value === 'string'
    ? { digest, base, field, text: value }
    : { digest, base, field: null, text: JSON.stringify(base, null, 2) };
};

/** The content as it would be; null where that is no content. */
export function payloadOf({ base, field, text }: Draft): Payload | null {
  return field === null ? objectIn(text) : { ...base, [field]: text };
}

/** What was typed for another content, as an amendment of this one: to be looked at before it is sent. */
export const ontoOther = ({ field, text }: Draft, base: Payload, digest: string): Draft =>
  field !== null && typeof base[field] !== 'string'
    ? draftOf({ ...base, [field]: text }, digest, null)
    : { digest, base, field, text };

export const writeDraft = (draft: Draft): string => JSON.stringify(draft);

/** Null for none, and for what is not one. */
export function readDraft(kept: string): Draft | null {
  const draft = objectIn(kept) as Partial<Draft> | null;
  if (typeof draft?.digest !== 'string' || typeof draft.text !== 'string') return null;
  if (typeof draft.base !== 'object' || draft.base === null) return null;
  const { digest, base, text, field } = draft;
  return { digest, base, text, field: typeof field === 'string' ? field : null };
}

function objectIn(text: string): Payload | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : null;
  } catch {
    return null;
  }
}
