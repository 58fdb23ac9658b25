import { fingerprints } from './fingerprint';

describe('the fingerprint of an id', () => {
  it('is HalfSipHash-1-3, by the vector that Linux tests its own with', () => {
    const bytes = Buffer.from(Array.from({ length: 20 }, (_, at) => at));
    const print = fingerprints(bytes.subarray(0, 8));
    expect(print(bytes.readUInt32LE(16), bytes.subarray(0, 16))).toBe(0x911bb605);
  });
});
