import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askOutput } from './support/asking';
import { people, type Reply, type Send } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';
import { settled } from './support/settled';

jest.setTimeout(60_000);
afterEach(cleanUp);

interface Said {
  readonly id: string;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}
function saidIn({ status, text }: Reply): readonly Said[] {
  if (status !== 200) throw new Error(`answered ${status}: ${text}`);
  return [...text.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, id = '', line = '']) => {
    const { event, data } = JSON.parse(line) as Said;
    return { id, event, data };
  });
}

const DECISIONS = [
  ['approve', { note: 'Fine' }],
  ['approve', {}],
  ['reject', { reason: 'Too broad' }],
] as const;

describe('a streamed decision that is sent again with its key', () => {
  it('is told whole by every gateway, after a restart too', async () => {
    const [here, there] = [await newFolder(), await newFolder()];
    const { as } = await people(here);
    await copyFile(join(here, 'development-key.json'), join(there, 'development-key.json'));
    const store = await startStore(await newFolder());
    const env = { EVENTSTORE_CONNECTION_STRING: store.connectionString };
    const first = await startGateway(here, env);
    const second = await startGateway(there, env);
    const decide = (url: string, key: string, lastSeen?: string): Promise<Reply> => {
      const [verdict, body] = DECISIONS[Number(key)] ?? DECISIONS[0];
      const headers = {
        'idempotency-key': key,
        ...(lastSeen === undefined ? {} : { 'last-event-id': lastSeen }),
      };
      return as('bob').at(url)('POST', `/api/v1/review/s-${key}/${verdict}`, body, headers);
    };

    const told = new Map<string, readonly Said[]>();
    const alice: Send = as('alice').at(first.url);
    for (const key of Object.keys(DECISIONS)) {
      await askOutput(alice, `s-${key}`);
      const said = saidIn(await decide(first.url, key));
      expect(said.map(({ event }) => event)).toEqual([
        'review_completed',
        'step_started',
        'step_completed',
        'done',
      ]);
      told.set(key, said);
    }

    const isToldAgain = async (url: string): Promise<void> => {
      await settled(url);
      for (const [key, said] of told) {
        expect(saidIn(await decide(url, key))).toEqual(said);
        // Equal ids are repeated: of two messages only the first may have come.
        const [decided, , completed] = said;
        expect(saidIn(await decide(url, key, decided?.id))).toEqual(said);
        expect(saidIn(await decide(url, key, completed?.id))).toEqual(said.slice(2));
      }
    };
    await isToldAgain(first.url);
    await isToldAgain(second.url);

    await first.end('SIGTERM');
    const again = await startGateway(here, env);
    await settled(again.url);
    for (const [key, said] of told) {
      const repeated = saidIn(await decide(again.url, key));
      expect(repeated.map(({ event, data }) => ({ event, data }))).toEqual(
        said.map(({ event, data }) => ({ event, data })),
      );
    }
  });

  it('is refused with a last id that is none', async () => {
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const { url } = await startGateway(dataDir);
    await askOutput(as('alice').at(url), 's-1');
    const headers = { 'idempotency-key': 'k', 'last-event-id': 'x' };
    const reply = await as('bob').at(url)('POST', '/api/v1/review/s-1/approve', {}, headers);
    expect(reply).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['header', 'Last-Event-ID'], type: 'int_parsing' }] },
    });
    const { json } = await as('bob').at(url)('GET', '/api/v1/review/s-1/pending');
    expect(json).toMatchObject({ has_pending: true });
  });
});
