import { toldHistory } from '@countersign/testing';
import { decodeMemoryEvent, toldMemoryEvent } from '.';

describe('What was once recorded of memories', () => {
  it('is told as told.txt says; WRITE_PAGES=1 writes it anew', () => {
    const { told, expected } = toldHistory(__dirname, decodeMemoryEvent, toldMemoryEvent);
    expect(told).toBe(expected);
  });
});
