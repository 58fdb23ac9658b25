import { warningsOf } from './warnings';

const certificate = { certificate: '', privateKey: '' };
const ann = { name: 'ann', password: 'secret-1', groups: [] };
const changed = ['admin', 'ops'].map((name) => ({ name, password: 'secret-2', groups: [] }));

describe('a store that is started', () => {
  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])(
    'on %s for everybody there is nothing to say of',
    (host) => {
      expect(warningsOf({ host, tls: undefined, users: [] })).toEqual([]);
    },
  );

  it.each(['0.0.0.0', '::', '192.0.2.1', 'store.example'])(
    'on %s without a certificate warns of that',
    (host) => {
      expect(warningsOf({ host, tls: undefined, users: [] })).toEqual([
        expect.stringContaining(`everybody who reaches ${host} is an administrator`),
      ]);
    },
  );

  it('with users and without a certificate says that they keep nobody out', () => {
    expect(warningsOf({ host: '127.0.0.1', tls: undefined, users: [ann] })).toEqual([
      expect.stringContaining('keeps nobody out'),
    ]);
  });

  it('for others names whose password everybody knows', () => {
    const host = '0.0.0.0';
    expect(warningsOf({ host, tls: certificate, users: [ann] })).toEqual([
      expect.stringMatching(/^admin and ops: /),
    ]);
    expect(warningsOf({ host, tls: certificate, users: changed.slice(1) })).toEqual([
      expect.stringMatching(/^admin: /),
    ]);
    expect(warningsOf({ host, tls: certificate, users: changed })).toEqual([]);
  });
});
