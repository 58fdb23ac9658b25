import { isForeignOrigin } from './foreign-origin';

const write = (headers: Record<string, string>): boolean =>
  isForeignOrigin({ method: 'POST', headers: { host: 'approvals.example:3000', ...headers } });

describe('a write that carries a cookie', () => {
  it.each([
    [{}],
    [{ origin: 'https://approvals.example:3000' }],
    [{ origin: 'http://APPROVALS.example:3000' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'none' }],
    // The design asks whether it is another site. What tells a sibling's page from ours is its origin, sent with each write.
    [{ 'sec-fetch-site': 'same-site' }],
  ])('is our own with %j', (headers) => expect(write(headers)).toBe(false));

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'https://approvals.example' }],
    [{ origin: 'https://approvals.example:3000.evil.example' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://sibling.approvals.example:3000' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'https://approvals.example' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://approvals.example:3000' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
  ])('is foreign with %j', (headers) => expect(write(headers)).toBe(true));

  it('is no write when it only reads', () => {
    expect(isForeignOrigin({ method: 'GET', headers: { origin: 'https://evil.example' } })).toBe(false);
  });
});
