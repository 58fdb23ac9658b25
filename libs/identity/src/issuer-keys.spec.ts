import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { IssuerKeys, KeysUnavailable } from './issuer-keys';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let key: JWK;
beforeAll(async () => {
  key = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey);
});

/** A provider that publishes what `published` names, or is away, on a clock that stands until it is moved. */
function provider() {
  let time = 0;
  let fetches = 0;
  let isAway = false;
  let published: JWK[] = [{ ...key, kid: 'k1' }];
  const keys = new IssuerKeys(
    async () => {
      fetches += 1;
      await Promise.resolve();
      if (isAway) throw new TypeError('fetch failed', { cause: new Error('connection refused') });
      return { keys: published };
    },
    () => time,
  );
  const find = (kid: unknown): Promise<'found' | 'unknown' | 'unavailable'> =>
    Promise.resolve(keys.find({ alg: 'ES256', kid: kid as string }, { payload: '', signature: '' })).then(
      () => 'found',
      (error: unknown) => (error instanceof KeysUnavailable ? 'unavailable' : 'unknown'),
    );
  return {
    find,
    generation: keys.generation,
    fetches: () => fetches,
    after: (ms: number) => (time += ms),
    publish: (...kids: string[]) => (published = kids.map((kid) => ({ ...key, kid }))),
    publishAsItIs: (...given: JWK[]) => (published = given),
    goAway: () => (isAway = true),
    comeBack: () => (isAway = false),
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('the keys of a provider', () => {
  it('are fetched at the first token, once for all that come at once, and kept', async () => {
    const { find, fetches } = provider();
    expect(fetches()).toBe(0);
    expect(await Promise.all([find('k1'), find('k1'), find('k1')])).toEqual(['found', 'found', 'found']);
    expect(await find('k1')).toBe('found');
    expect(fetches()).toBe(1);
  });

  it('are fetched again in the background once they are ten minutes old, and hold up no token', async () => {
    const { find, fetches, after, publish, settled } = provider();
    await find('k1');
    publish('k2');
    after(10 * MINUTE - 1);
    expect(await find('k1')).toBe('found');
    expect(fetches()).toBe(1);
    after(1);
    expect(await find('k1')).toBe('found');
    await settled();
    expect(fetches()).toBe(2);
    expect(await find('k1')).toBe('unknown');
    expect(await find('k2')).toBe('found');
    expect(fetches()).toBe(2);
  });

  it('are waited for where nobody asked for long, so that a key that was taken back lets nobody in', async () => {
    const { find, after, publish } = provider();
    await find('k1');
    publish('k2');
    after(20 * MINUTE);
    expect(await find('k1')).toBe('unknown');
  });

  it.each<[string, () => JWK[]]>([
    ['none', () => []],
    ['none but secrets', () => [{ kty: 'oct', k: 'c2VjcmV0', kid: 'k2' }]],
    ['none that is whole', () => [{ kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'k2' }]],
    ['none for signatures', () => [{ ...key, use: 'enc', kid: 'k2' }]],
  ])('stay as they are when %s is published, which is as good as no answer', async (_what, published) => {
    const { find, fetches, after, publishAsItIs } = provider();
    await find('k1');
    publishAsItIs(...published());
    after(20 * MINUTE);
    expect(await find('k1')).toBe('found');
    expect(await find('k2')).toBe('unavailable');
    expect(fetches()).toBe(2);
  });

  it('are not there where none is published from the beginning', async () => {
    const { find, publish } = provider();
    publish();
    expect(await find('k1')).toBe('unavailable');
  });

  it('have another generation only where they are others, and are fetched where nobody needs one', async () => {
    const { find, generation, fetches, after, publish, settled } = provider();
    await find('k1');
    const first = generation();
    after(10 * MINUTE);
    expect(generation()).toBe(first);
    await settled();
    expect([fetches(), generation()]).toEqual([2, first]);
    publish('k2');
    after(10 * MINUTE);
    generation();
    await settled();
    expect(fetches()).toBe(3);
    expect(generation()).not.toBe(first);
  });

  it('may be listed twice', async () => {
    const { find, publishAsItIs } = provider();
    const { crv, kty, x, y } = key as Record<string, string>;
    publishAsItIs({ ...key, kid: 'k1' }, { ...key, kid: 'k2' }, { y, x, kty, crv, kid: 'k1' } as JWK);
    expect([await find('k1'), await find('k2')]).toEqual(['found', 'found']);
  });

  it('do not include secrets, private keys and kinds that nobody knows', async () => {
    const { find, publishAsItIs } = provider();
    publishAsItIs(
      { kty: 'oct', k: 'c2VjcmV0', kid: 's', alg: 'ES256' },
      { ...key, kid: 'p', d: 'AAAA' },
      { ...key, kty: 'XYZ', kid: 'x' },
      { ...key, kid: 'k1' },
    );
    expect([await find('s'), await find('p'), await find('x'), await find('k1')]).toEqual([
      ...['unknown', 'unknown', 'unknown', 'found'],
    ]);
  });
});

describe('a key that is not known', () => {
  it('is found at once after a rotation', async () => {
    const { find, fetches, after, publish } = provider();
    await find('k1');
    after(31 * SECOND);
    publish('k1', 'k2');
    expect(await find('k2')).toBe('found');
    expect(await find('k1')).toBe('found');
    expect(fetches()).toBe(2);
  });

  it('costs one fetch in 30 s, however many of them come', async () => {
    const { find, fetches, after } = provider();
    await find('k1');
    after(30 * SECOND);
    const thousand = Array.from({ length: 1_000 }, (_none, index) => `made-up-${index}`);
    expect(new Set(await Promise.all(thousand.map(find)))).toEqual(new Set(['unknown']));
    for (const kid of thousand) expect(await find(kid)).toBe('unknown');
    expect(fetches()).toBe(2);
    after(30 * SECOND - 1);
    await find('one more');
    expect(fetches()).toBe(2);
    after(1);
    await find('one more');
    expect(fetches()).toBe(3);
  });
});

describe('while a provider is away', () => {
  it('the keys that are known go on counting, for a day', async () => {
    const { find, after, goAway, comeBack } = provider();
    await find('k1');
    goAway();
    for (let passed = MINUTE; passed < 24 * HOUR; passed += MINUTE) {
      after(MINUTE);
      expect(await find('k1')).toBe('found');
    }
    after(MINUTE);
    expect(await find('k1')).toBe('unavailable');
    comeBack();
    after(31 * SECOND);
    expect(await find('k1')).toBe('found');
  });

  it('a token of another key is unjudged, and found once it is back', async () => {
    const { find, fetches, after, publish, goAway, comeBack } = provider();
    await find('k1');
    goAway();
    publish('k1', 'k2');
    after(31 * SECOND);
    expect(await find('k2')).toBe('unavailable');
    expect(await find('k2')).toBe('unavailable');
    expect(await find('k1')).toBe('found');
    expect(fetches()).toBe(2);
    comeBack();
    after(31 * SECOND);
    expect(await find('k2')).toBe('found');
  });

  it('for ten minutes, it is asked twenty times at most by however many tokens', async () => {
    const { find, fetches, after, goAway } = provider();
    goAway();
    for (let passed = 0; passed < 10 * MINUTE; passed += SECOND) {
      expect(await find(`k${passed}`)).toBe('unavailable');
      after(SECOND);
    }
    expect(fetches()).toBe(20);
  });
});
