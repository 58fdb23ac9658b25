import { isForAnother } from './expected-principal';

const bob = { workspace: '0f8b2c1e-6d4a-4c57-9d0e-3b1f5a7c9e21', id: 'bob|ü/1' };
const expecting = (expected?: string) =>
  isForAnother({ headers: { ...(expected !== undefined && { 'x-expected-principal': expected }) } }, bob);

describe('a request that says for whom it is', () => {
  it('is for its credential where it says nothing, or that very principal', () => {
    expect(expecting()).toBe(false);
    expect(expecting(`${bob.workspace}/bob%7C%C3%BC%2F1`)).toBe(false);
  });

  it.each([
    ['another person', `${bob.workspace}/alice`],
    ['the same id in another workspace', '11111111-6d4a-4c57-9d0e-3b1f5a7c9e21/bob%7C%C3%BC%2F1'],
    ['no workspace', 'bob%7C%C3%BC%2F1'],
    ['two', `${bob.workspace}/bob%7C%C3%BC%2F1, ${bob.workspace}/bob%7C%C3%BC%2F1`],
    ['nobody', ''],
  ])('is for another where it says %s', (_whom, expected) => {
    expect(expecting(expected)).toBe(true);
  });
});
