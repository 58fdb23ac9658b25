/**
 * HalfSipHash-1-3 of a stream and an id of it, in 32 bits: ids come from clients, and whoever could compute the
 * fingerprints would make ids that share one, each of which has to be looked up. Without the key nobody can.
 */
export function fingerprints(key: Buffer): (stream: number, id: Buffer) => number {
  const [low, high] = [key.readInt32LE(0), key.readInt32LE(4)];
  return (stream, id) => {
    let v0 = low;
    let v1 = high;
    let v2 = 0x6c796765 ^ low;
    let v3 = 0x74656462 ^ high;
    const round = (): void => {
      v0 = (v0 + v1) | 0;
      v1 = rotated(v1, 5) ^ v0;
      v0 = rotated(v0, 16);
      v2 = (v2 + v3) | 0;
      v3 = rotated(v3, 8) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = rotated(v3, 7) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = rotated(v1, 13) ^ v2;
      v2 = rotated(v2, 16);
    };
    const take = (word: number): void => {
      v3 ^= word;
      round();
      v0 ^= word;
    };
    for (let at = 0; at < 16; at += 4) take(id.readInt32LE(at));
    take(stream | 0);
    take(LENGTH);
    v2 ^= 0xff;
    round();
    round();
    round();
    return (v1 ^ v3) >>> 0;
  };
}

/** Of the bytes that are hashed, where the definition wants it. */
const LENGTH = 20 << 24;

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
