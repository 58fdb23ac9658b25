import { createHash } from 'node:crypto';
import type { StoredEvent } from './chain';
import { verifyChain } from './whole-chain.spec-support';
import { chainHash, openData, openEnvelope, partDigest, seal } from './envelope';
import type { EventContext, EventDraft } from './log';

const stream = 'review-11111111-1111-4111-8111-111111111111_22222222-2222-4222-8222-222222222222';
const context: EventContext = {
  correlationId: 'correlation',
  causationId: 'causation',
  commandId: 'command',
  requestDigest: 'digest',
  workspace: '11111111-1111-4111-8111-111111111111',
  api: 'native',
  traceparent: null,
};
const salt = 'AAECAwQFBgcICQoLDA0ODw';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Three events with everything that can be tampered with, as they would be stored. */
function sample(): StoredEvent[] {
  const drafts: EventDraft[] = ['first', 'second', 'third'].map((note, index) => ({
    id: `id ${index}`,
    type: 'NoteTaken',
    data: { index, verdict: 'approve', personal: { note, author: { name: 'Ann' } } },
  }));
  return seal(stream, null, drafts, context).map((event) => structuredClone({ ...event, stream }));
}

/** Changes one event deep down, past its types. */
function tamper(events: StoredEvent[], index: number, change: (event: Tampered) => void): StoredEvent[] {
  change(events[index] as unknown as Tampered);
  return events;
}
interface Tampered {
  type: string;
  revision: bigint;
  data: { verdict: string; personal: Record<string, { salt: string; value: unknown } | null> | null };
  metadata: { hash: string; previous: string | null; personal: Record<string, string> | undefined };
}

describe('the hash of an event', () => {
  it('is the SHA-256 of its canonical content, parts replaced by their digests', () => {
    const digest = partDigest(salt, 'fine with me');
    expect(digest).toBe(sha256(`${salt}"fine with me"`));
    expect(digest).toBe('a7934fd583eb519cb463aea69ca7905e6879646aa50d0ad340af536736b11fb9');

    const chained = { previous: null, stream: 'review-a_b', revision: 0n, type: 'ApprovalGiven' };
    const data = { slots: ['s'], at: 1.5e21, personal: { note: 'ignored here' } };
    const first = chainHash(chained, data, { note: digest });
    expect(first).toBe(
      sha256(
        `{"data":{"at":1.5e+21,"personal":{"note":"${digest}"},"slots":["s"]},"previous":null,` +
          '"revision":"0","stream":"review-a_b","type":"ApprovalGiven"}',
      ),
    );
    expect(first).toBe('a62e2fa0724230cda767cf2ce15207fb5ffbda2f4822b5f2c2baed451d796d2f');

    const second = chainHash(
      { ...chained, previous: first, revision: 1n, type: 'ReviewApproved' },
      { '\u20ac': 1, '10': 2, '9': 3, a: null },
      undefined,
    );
    expect(second).toBe(
      sha256(
        `{"data":{"10":2,"9":3,"a":null,"\u20ac":1},"previous":"${first}",` +
          '"revision":"1","stream":"review-a_b","type":"ReviewApproved"}',
      ),
    );
    expect(second).toBe('7cd52e605b0c4176d60784e6f4710e049f694bd840d27a56f4358bfdcbde5a87');
  });
});

describe('a sealed append', () => {
  it('salts each personal part anew and lists its digest', () => {
    const [one, two] = [sample(), sample()] as unknown as [Tampered[], Tampered[]];
    const part = one[0]?.data.personal?.['note'];
    expect(part).toEqual({ salt: expect.stringMatching(/^[\w-]{22}$/) as string, value: 'first' });
    expect(part?.salt).not.toBe(two[0]?.data.personal?.['note']?.salt);
    expect(part?.salt).not.toBe(one[0]?.data.personal?.['author']?.salt);
    expect(one[0]?.metadata.personal?.['note']).toBe(partDigest(part?.salt ?? '', 'first'));
  });

  it('continues the chain and the revisions of its tip', () => {
    const tip = { revision: 6n, hash: 'a'.repeat(64) };
    const drafts = [0, 1].map((index) => ({ id: `id ${index}`, type: 'Happened', data: { index } }));
    const [first, second] = seal(stream, tip, drafts, context);
    expect(first).toMatchObject({ revision: 7n, metadata: { previous: tip.hash } });
    expect(second).toMatchObject({ revision: 8n, metadata: { previous: first?.metadata.hash } });
    expect(first?.metadata).not.toHaveProperty('personal');
  });

  it('opens to what was sealed', () => {
    const [event] = sample();
    expect(openData(event?.data)).toEqual({
      data: { index: 0, verdict: 'approve', personal: { note: 'first', author: { name: 'Ann' } } },
    });
    expect(openEnvelope(event?.metadata)).toMatchObject({ ...context, schemaVersion: 1, keyId: null });
  });

  it('draws more salts than fit one drawing without repeating any', () => {
    const salts = Array.from({ length: 200 }, sample).flatMap((events) =>
      (events as unknown as Tampered[]).map(({ data }) => data.personal?.['note']?.salt),
    );
    expect(new Set(salts).size).toBe(600);
  });
});

describe('an event whose personal parts are sealed for good', () => {
  it('reads as null as soon as one of them is', () => {
    const [event] = tamper(sample(), 0, ({ data }) => (data.personal = { ...data.personal, note: null }));
    expect(openData(event?.data)).toMatchObject({ data: { index: 0, personal: null } });
    const [whole] = tamper(sample(), 0, ({ data }) => (data.personal = { note: null, author: null }));
    expect(openData(whole?.data)).toMatchObject({ data: { index: 0, personal: null } });
  });

  it('still holds its place in the chain', () => {
    expect(verifyChain(tamper(sample(), 1, ({ data }) => (data.personal = null)))).toEqual({ ok: true });
    const one = tamper(sample(), 1, ({ data }) => (data.personal = { ...data.personal, note: null }));
    expect(verifyChain(one)).toEqual({ ok: true });
  });
});

describe('the chain of a stream', () => {
  const edit = (change: (event: Tampered) => void) => () => tamper(sample(), 1, change);
  const without = (index: number) => () => sample().filter((_, position) => position !== index);

  it('is whole as it was sealed', () => {
    expect(verifyChain(sample())).toEqual({ ok: true });
    expect(verifyChain([])).toEqual({ ok: true });
  });

  it.each<[string, () => StoredEvent[], number, string]>([
    [
      'an edited note',
      edit(({ data }) => (part(data).value = 'other')),
      1,
      'personal part note does not match its digest',
    ],
    [
      'an edited salt',
      edit(({ data }) => (part(data).salt = salt)),
      1,
      'personal part note does not match its digest',
    ],
    [
      'an edited note with its digest',
      edit(({ data, metadata }) => {
        part(data).value = 'other';
        metadata.personal = { ...metadata.personal, note: partDigest(part(data).salt, 'other') };
      }),
      1,
      'the content does not match its hash',
    ],
    ['edited data', edit(({ data }) => (data.verdict = 'reject')), 1, 'the content does not match its hash'],
    ['an edited type', edit((event) => (event.type = 'Other')), 1, 'the content does not match its hash'],
    [
      'an edited hash',
      edit(({ metadata }) => (metadata.hash = 'f'.repeat(64))),
      1,
      'the content does not match its hash',
    ],
    [
      'an edited link',
      edit(({ metadata }) => (metadata.previous = null)),
      1,
      'does not continue the event before it',
    ],
    [
      'a note taken out',
      edit(({ data }) => delete data.personal?.['note']),
      1,
      'personal part note is missing',
    ],
    [
      'a note put in',
      edit(({ data }) => (data.personal = { ...data.personal, more: null })),
      1,
      'personal part more has no digest',
    ],
    ['no envelope', edit((event) => (event.metadata = {} as Tampered['metadata'])), 1, 'no envelope'],
    [
      'swapped revisions',
      () => [0, 2, 1].map((index) => sample()[index] as StoredEvent),
      1,
      'expected revision 1, found revision 2',
    ],
    ['a removed first event', without(0), 0, 'expected revision 0, found revision 1'],
    ['a removed event', without(1), 1, 'expected revision 1, found revision 2'],
    [
      'a removed event with the later ones renumbered',
      () => without(1)().map((event, index) => ({ ...event, revision: BigInt(index) })),
      1,
      'does not continue the event before it',
    ],
    [
      'an event of another stream',
      edit((event) => ((event as unknown as { stream: string }).stream = 'x')),
      1,
      'the content does not match its hash',
    ],
  ])('shows %s', (_, tampered, revision, problem) => {
    expect(verifyChain(tampered())).toEqual({ ok: false, revision: BigInt(revision), problem });
  });
});

function part(data: Tampered['data']): { salt: string; value: unknown } {
  const note = data.personal?.['note'];
  if (note === null || note === undefined) throw new Error('the sample has a note');
  return note;
}
