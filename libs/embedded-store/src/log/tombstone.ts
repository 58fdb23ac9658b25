/**
 * The revision under which a tombstone is kept: no event can have it, and every plain number holds it.
 * Readers are shown 9223372036854775807, the protocol's own.
 */
export const TOMBSTONE = Number.MAX_SAFE_INTEGER;

export const TOMBSTONE_TYPE = '$streamDeleted';
