import { addressOf, isLoopback } from './address';

describe('where a store listens', () => {
  it('has an address of IPv6 in brackets', () => {
    expect(['127.0.0.1', 'store.example', '::1'].map((host) => addressOf(host, 2113))).toEqual([
      '127.0.0.1:2113',
      'store.example:2113',
      '[::1]:2113',
    ]);
  });

  it('is this machine only for what is surely that', () => {
    expect(['127.0.0.1', 'localhost', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '127.0.0.1.example', '192.0.2.127'].some(isLoopback)).toBe(false);
  });
});
