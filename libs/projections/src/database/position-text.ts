import type { Position } from '@countersign/event-store';

/** Digits of the largest unsigned 64-bit integer. */
const WIDTH = 20;

/**
 * A position as SQL stores it: decimal text padded to 20 digits, so that the order of texts is the order of positions
 * in every database, and no driver ever turns one into a rounded number.
 */
export function positionText(position: Position): string {
  return position.toString().padStart(WIDTH, '0');
}

export function positionOf(text: string): Position {
  return BigInt(text) as Position;
}
