import type { Payload } from '../pieces.ts';

/** What is being changed: one text of the content, or all of it as JSON. */
export interface Draft {
  /** Of the content that it began with. */
  readonly digest: string;
  /** That content. */
  readonly from: Payload;
  /** The content with what was changed in other places before. */
  readonly base: Payload;
  /** Null: everything. */
  readonly field: string | null;
  readonly text: string;
}

export const draftOf = (base: Payload, digest: string, field: string | null, from = base): Draft => {
  const value = field !== null && Object.hasOwn(base, field) ? base[field] : undefined;
  return typeof value === 'string'
    ? { digest, from, base, field, text: value }
    : { digest, from, base, field: null, text: JSON.stringify(base, null, 2) };
};

/** The content as it would be; null where that is no content. */
export function payloadOf({ base, field, text }: Draft): Payload | null {
  return field === null ? objectIn(text) : { ...base, [field]: text };
}

/** What was changed, by its fields; undefined for what was left out. Null where what was typed is no content. */
export function changedBy(draft: Draft): Payload | null {
  const amended = payloadOf(draft);
  if (amended === null) return null;
  const fields = new Set([...Object.keys(draft.from), ...Object.keys(amended)]);
  const isChanged = (field: string): boolean =>
    JSON.stringify(draft.from[field]) !== JSON.stringify(amended[field]);
  return Object.fromEntries([...fields].filter(isChanged).map((field) => [field, amended[field]]));
}

/** What was changed in another content, as an amendment of this one: to be looked at before it is sent. */
export function ontoOther(draft: Draft, content: Payload, digest: string): Draft {
  const changed = changedBy(draft);
  if (changed === null) return { ...draft, digest, from: content };
  const amended = Object.entries({ ...content, ...changed }).filter(([, value]) => value !== undefined);
  const field = draft.field !== null && typeof content[draft.field] === 'string' ? draft.field : null;
  return draftOf(Object.fromEntries(amended), digest, field, content);
}

export const writeDraft = (draft: Draft): string => JSON.stringify(draft);

/** Null for none, and for what is not one. */
export function readDraft(kept: string): Draft | null {
  const draft = objectIn(kept) as Partial<Draft> | null;
  if (typeof draft?.digest !== 'string' || typeof draft.text !== 'string') return null;
  const { digest, from, base, text, field } = draft;
  if (typeof base !== 'object' || base === null || typeof from !== 'object' || from === null) return null;
  return { digest, from, base, text, field: typeof field === 'string' ? field : null };
}

function objectIn(text: string): Payload | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : null;
  } catch {
    return null;
  }
}
