import { toldHistory } from '@countersign/testing';
import { decodeApiKeyEvent, toldApiKeyEvent } from '.';

describe('What was once recorded of API keys', () => {
  it('is told as told.txt says; WRITE_PAGES=1 writes it anew', () => {
    const { told, expected } = toldHistory(__dirname, decodeApiKeyEvent, toldApiKeyEvent);
    expect(told).toBe(expected);
  });
});
