import { alice, bob, OTHER_WORKSPACE } from '@countersign/testing';
import { commandIdentity, idempotencyKey, reviewIdFor } from './command-identity';
import { Failed } from './failure';

const request = (headers: Record<string, string> = {}) => ({ id: 'request-1', headers });
type Wish = Parameters<typeof commandIdentity>[2];
const wish: Wish = { operation: 'approve', target: 'r-1', body: { note: 'a', force: undefined } };

describe('a command with an idempotency key', () => {
  it('is the same one for the same principal, and for nobody else', () => {
    const first = commandIdentity(request(), alice, wish, 'k');
    const again = commandIdentity(request(), alice, wish, 'k');
    expect(again).toEqual({ ...first, deadline: again.deadline });
    expect(commandIdentity(request(), alice, wish, 'l').commandId).not.toBe(first.commandId);
    expect(commandIdentity(request(), bob, wish, 'k').commandId).not.toBe(first.commandId);
    const elsewhere = { ...alice, workspace: OTHER_WORKSPACE };
    expect(commandIdentity(request(), elsewhere, wish, 'k').commandId).not.toBe(first.commandId);
  });

  it('has a digest of what is wished, whatever the order of its keys', () => {
    const { requestDigest } = commandIdentity(request(), alice, wish, 'k');
    expect(requestDigest).toMatch(/^[0-9a-f]{64}$/);
    const digestOf = (other: Partial<Wish>): string =>
      commandIdentity(request(), alice, { ...wish, ...other }, 'k').requestDigest;
    expect(digestOf({ body: { note: 'a' } })).toBe(requestDigest);
    expect(digestOf({ body: { b: 1, a: 2 } })).toBe(digestOf({ body: { a: 2, b: 1 } }));
    expect(digestOf({ body: { note: 'b' } })).not.toBe(requestDigest);
    expect(digestOf({ operation: 'reject' })).not.toBe(requestDigest);
    expect(digestOf({ target: 'r-2' })).not.toBe(requestDigest);
  });

  it('asks for the same review', () => {
    expect(reviewIdFor(alice, 'k')).toBe(reviewIdFor(alice, 'k'));
    expect(reviewIdFor(alice, 'k')).not.toBe(reviewIdFor(bob, 'k'));
    expect(reviewIdFor(alice, 'k')).not.toBe(commandIdentity(request(), alice, wish, 'k').commandId);
  });
});

describe('a command without a key', () => {
  it('is a new one each time', () => {
    const [first, second] = [0, 1].map(() => commandIdentity(request(), alice, wish, null));
    expect(first?.commandId).not.toBe(second?.commandId);
    expect(first?.requestDigest).toBe(second?.requestDigest);
    expect(reviewIdFor(alice, null)).not.toBe(reviewIdFor(alice, null));
  });
});

describe('the header Idempotency-Key', () => {
  const keyOf = (key: string): string | null => idempotencyKey({ headers: { 'idempotency-key': key } });

  it('is taken with or without quotes', () => {
    expect(idempotencyKey({ headers: {} })).toBeNull();
    expect(keyOf('abc')).toBe('abc');
    expect(keyOf('"abc"')).toBe('abc');
    expect(keyOf('k'.repeat(255))).toHaveLength(255);
  });

  it.each(['', '""', ' ', 'k'.repeat(256), 'a\tb', 'é', 'a\u0000'])('is refused as %j', (key) => {
    expect(() => keyOf(key)).toThrow(Failed);
  });
});

describe('a trace', () => {
  const traceOf = (traceparent: string): string | null =>
    commandIdentity(request({ traceparent }), alice, wish, null).traceparent;

  it('is kept where it is well-formed', () => {
    const good = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(traceOf(good)).toBe(good);
    expect(traceOf(`00-${'0'.repeat(32)}-b7ad6b7169203331-01`)).toBeNull();
    expect(traceOf('nonsense')).toBeNull();
  });
});
