import { toldHistory } from '@countersign/testing';
import { decodeRuleEvent, toldRuleEvent } from '.';

describe('What was once recorded of rules', () => {
  it('is told as told.txt says; WRITE_PAGES=1 writes it anew', () => {
    const { told, expected } = toldHistory(__dirname, decodeRuleEvent, toldRuleEvent);
    expect(told).toBe(expected);
  });
});
