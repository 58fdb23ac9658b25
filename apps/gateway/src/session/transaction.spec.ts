import { beginTransaction, resumeTransaction, TRANSACTION_SECONDS } from './transaction';

const NOW = Date.UTC(2026, 0, 15, 12);

describe('an attempt to sign in', () => {
  const { kept, transaction } = beginTransaction('/v1/me', NOW);

  it('goes on as it began, at whichever gateway', () => {
    expect(resumeTransaction(kept, transaction.state, NOW + 1_000)).toEqual(transaction);
  });

  it('has a state, a nonce and a verifier that say nothing of each other, nor of another attempt', () => {
    const other = beginTransaction('/v1/me', NOW).transaction;
    const words = [transaction, other].flatMap(({ state, nonce, verifier }) => [state, nonce, verifier]);
    expect(new Set(words).size).toBe(6);
    // As long as PKCE wants it (RFC 7636, 4.1).
    for (const word of words) expect(word).toMatch(/^[\w-]{43}$/);
  });

  it('takes ten minutes at most', () => {
    const after = (seconds: number) => resumeTransaction(kept, transaction.state, NOW + seconds * 1000);
    expect(after(TRANSACTION_SECONDS)).not.toBeNull();
    expect(after(TRANSACTION_SECONDS + 1)).toBeNull();
    expect(after(-61)).toBeNull();
  });

  it("does not go on with another one's state", () => {
    const other = beginTransaction('/v1/me', NOW);
    expect(resumeTransaction(kept, other.transaction.state, NOW)).toBeNull();
    expect(resumeTransaction(other.kept, transaction.state, NOW)).toBeNull();
    expect(resumeTransaction(kept, '', NOW)).toBeNull();
  });

  const [secret = '', time = '', path = ''] = kept.split('.');
  const elsewhere = Buffer.from('/v1/keys').toString('base64url');
  it.each([
    ['leads elsewhere', [secret, time, elsewhere]],
    ['began later', [secret, String(Number(time) + 1), path]],
    ['has another secret', [`${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`, time, path]],
    ['has no time', [secret, '', path]],
    ['has no path', [secret, time]],
    ['is longer', [secret, time, path, path]],
    ['is nothing', []],
  ])('is refused when what was kept %s', (_, parts) => {
    expect(resumeTransaction(parts.join('.'), transaction.state, NOW)).toBeNull();
  });

  it('leads to no other site, even where somebody made it himself', () => {
    const forged = beginTransaction('//evil.example', NOW);
    expect(resumeTransaction(forged.kept, forged.transaction.state, NOW)).toMatchObject({ returnTo: '/' });
  });
});
