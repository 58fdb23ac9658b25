import { type JsonObject, MAX_PAYLOAD_BYTES } from '@countersign/review';
import { Failed } from './failure';

/**
 * Refuses a payload over 512 KiB in its canonical form. RFC 8785 orders keys and otherwise writes what
 * `JSON.stringify` writes, so that both are of the same length.
 */
export function requireModestPayload(payload: JsonObject): void {
  const text = JSON.stringify(payload);
  if (text.length > MAX_PAYLOAD_BYTES || Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw new Failed({ kind: 'too-large', problem: 'the payload is over 512 KiB' });
  }
}
