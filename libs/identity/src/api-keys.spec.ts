import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ApiKey,
  decideApiKeys,
  evolveApiKeys,
  type IssueApiKey,
  NO_API_KEYS,
} from '@countersign/api-key';
import { ASKED_AT, issueKey, MINUTE, OTHER_WORKSPACE, revokeKey, WORKSPACE } from '@countersign/testing';
import { ApiKeyAuthenticator } from './api-key-authenticator';
import { ApiKeySecrets } from './api-key-secrets';
import { Authenticator } from './authenticator';
import { Credentials } from './credentials';
import { openDevelopmentApiKeySecret } from './development-api-key-secret';

const [OURS, BEFORE, THEIRS] = ['ours', 'before', 'theirs'].map((word) => word.padEnd(32, '-')) as [
  string,
  string,
  string,
];
const secrets = new ApiKeySecrets(OURS);
const { key: id } = issueKey();

/** A book with one key of our workspace. */
function booked(text: { digest: IssueApiKey['digest'] }, ...more: Parameters<typeof decideApiKeys>[0][]) {
  const state = [issueKey({ digest: text.digest }), ...more].reduce((before, command) => {
    const result = decideApiKeys(command, before);
    if (result.kind === 'refused') throw new Error(result.refusal.code);
    return result.events.reduce(evolveApiKeys, before);
  }, NO_API_KEYS);
  let looks = 0;
  const keyOf = async (workspace: string, key: string): Promise<ApiKey | null> => {
    looks += 1;
    return workspace === WORKSPACE ? (state.keys.get(key) ?? null) : null;
  };
  const lastSeen = (workspace: string, key: string): ApiKey | null =>
    workspace === WORKSPACE ? (state.keys.get(key) ?? null) : null;
  return { keyOf, lastSeen, looks: () => looks };
}
const judged = (
  text: string,
  book: ReturnType<typeof booked>,
  { by = secrets, at = ASKED_AT }: { by?: ApiKeySecrets | null; at?: number } = {},
) => new ApiKeyAuthenticator(by, book, () => at).authenticate(text);

describe('an API key', () => {
  const minted = secrets.mint(WORKSPACE, id);
  const book = booked(minted);

  it('begins with its prefix, and is never the same twice', () => {
    expect(minted.text).toMatch(/^csk_[A-Za-z0-9_-]{96}$/);
    expect(secrets.mint(WORKSPACE, id).text).not.toBe(minted.text);
    expect(minted.digest.value).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stands for its holder until its end', async () => {
    const { expiresAt } = issueKey();
    expect(await judged(minted.text, book)).toMatchObject({
      kind: 'principal',
      expiresAt,
      principal: { id: 'agent-9', workspace: WORKSPACE, credential: `key:${id}`, restrictedTo: ['ask'] },
    });
    expect(await judged(minted.text, book, { at: expiresAt })).toMatchObject({ kind: 'invalid' });
  });

  it('is not believed once it is revoked', async () =>
    expect(await judged(minted.text, booked(minted, revokeKey({ at: ASKED_AT + MINUTE })))).toMatchObject({
      kind: 'invalid',
    }));

  it('is not judged while the book cannot be read', async () => {
    const away = { ...book, keyOf: () => Promise.reject(new Error('the store is away')) };
    expect(await judged(minted.text, away)).toMatchObject({ kind: 'unavailable' });
  });

  it('is not believed where there are no keys', async () =>
    expect(await judged(minted.text, book, { by: null })).toMatchObject({ kind: 'invalid' }));
});

describe('what looks like an API key', () => {
  const minted = secrets.mint(WORKSPACE, id);
  const { text } = minted;
  const bytes = Buffer.from(text.slice(4), 'base64url');
  const flipped = (at: number): string => {
    const other = Buffer.from(bytes);
    other[at] = (other[at] ?? 0) ^ 1;
    return `csk_${other.toString('base64url')}`;
  };

  it.each([
    ['of another installation', new ApiKeySecrets(THEIRS).mint(WORKSPACE, id).text],
    ['with another workspace', flipped(0)],
    ['with another id', flipped(16)],
    ['with another secret', flipped(40)],
    ['with another tag', flipped(71)],
    ['cut off', text.slice(0, -1)],
    ['cut off to nothing', 'csk_'],
    ['with something behind it', `${text}A`],
    ['with another prefix', text.replace('csk_', 'CSK_')],
    ['in another alphabet', `csk_${bytes.toString('base64')}=`],
    ['in hex', `csk_${bytes.toString('hex')}`],
    ['with a line behind it', `${text}\n`],
    ['of nothing but zeroes', `csk_${'A'.repeat(96)}`],
    ['very long', `csk_${'A'.repeat(100_000)}`],
  ])('is not believed, nor looked up: %s', async (_case, forged) => {
    const book = booked(minted);
    expect(await judged(forged, book)).toMatchObject({ kind: 'invalid' });
    expect(book.looks()).toBe(0);
  });

  it.each([
    ['for a key of another workspace', secrets.mint(OTHER_WORKSPACE, id).text],
    ['for a key that was never issued', secrets.mint(WORKSPACE, OTHER_WORKSPACE).text],
    ['again for the same key', secrets.mint(WORKSPACE, id).text],
  ])('is not believed, though the installation made it %s', async (_case, made) => {
    const book = booked(minted);
    expect(await judged(made, book)).toMatchObject({ kind: 'invalid' });
    expect(book.looks()).toBe(1);
  });

  it('does not come into what is noted of it', async () => {
    for (const forged of [flipped(40), secrets.mint(WORKSPACE, id).text]) {
      const judgement = await judged(forged, booked(minted));
      expect(JSON.stringify(judgement)).not.toContain(forged.slice(50, 80));
    }
  });
});

describe('a secret that was changed', () => {
  const before = new ApiKeySecrets(BEFORE).mint(WORKSPACE, id);
  it('leaves the keys of the one before it in force, as long as that is known', async () => {
    const both = new ApiKeySecrets(OURS, BEFORE);
    expect(await judged(before.text, booked(before), { by: both })).toMatchObject({ kind: 'principal' });
    expect(await judged(before.text, booked(before))).toMatchObject({ kind: 'invalid' });
  });

  it('makes new keys under the new one', async () => {
    const { text, digest } = new ApiKeySecrets(OURS, BEFORE).mint(WORKSPACE, id);
    expect(await judged(text, booked({ digest }))).toMatchObject({ kind: 'principal' });
  });
});

describe('a key of which nothing is looked up', () => {
  const minted = secrets.mint(WORKSPACE, id);
  const isRemembered = (text: string, book = booked(minted), at = ASKED_AT) =>
    new ApiKeyAuthenticator(secrets, book, () => at).remembers(text);

  it('is remembered where it counted when the keys were seen last', () => {
    expect(isRemembered(minted.text)).toBe(true);
  });

  it('is not where it was revoked, has expired, was not seen, or is another one', () => {
    expect(isRemembered(minted.text, booked(minted, revokeKey()))).toBe(false);
    expect(isRemembered(minted.text, booked(minted), issueKey().expiresAt)).toBe(false);
    expect(isRemembered(minted.text, { ...booked(minted), lastSeen: () => null })).toBe(false);
    expect(isRemembered(secrets.mint(WORKSPACE, id).text)).toBe(false);
    expect(isRemembered(new ApiKeySecrets('another installation').mint(WORKSPACE, id).text)).toBe(false);
    expect(isRemembered('a.b.c')).toBe(false);
  });
});

describe('by which door a credential comes', () => {
  const minted = secrets.mint(WORKSPACE, id);
  const used: string[] = [];
  const doors = new Credentials(
    new Authenticator([], () => ASKED_AT),
    new ApiKeyAuthenticator(secrets, booked(minted), () => ASKED_AT),
    ({ credential }) => used.push(credential),
  );

  it.each([
    ['bearer', 'principal'],
    ['api-key', 'principal'],
    ['cookie', 'invalid'],
  ] as const)('counts for a key: %s', async (door, kind) =>
    expect(await doors.admit({ token: minted.text, door })).toMatchObject({ kind }),
  );

  it('counts for a token, which is none by the door of the keys', async () =>
    expect(await doors.admit({ token: 'a.b.c', door: 'api-key' })).toEqual({
      kind: 'invalid',
      reason: 'it is no API key',
    }));

  it('is told where a key is used, and not where it is only looked at again', async () => {
    used.length = 0;
    await doors.admit({ token: minted.text, door: 'bearer' });
    await doors.again({ token: minted.text, door: 'bearer' });
    await doors.admit({ token: secrets.mint(WORKSPACE, id).text, door: 'bearer' });
    expect(used).toEqual([`key:${id}`]);
  });
});

describe('the secret of a development machine', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'api-keys-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is made once, however many start at once, and is nobody else’s to read', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDevelopmentApiKeySecret(folder)));
    expect(new Set(opened).size).toBe(1);
    const file = join(folder, 'development-api-key-secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toBe(opened[0]);
  });

  it('is not taken from a file that lost it', async () => {
    await writeFile(join(folder, 'development-api-key-secret'), '\n');
    await expect(openDevelopmentApiKeySecret(folder)).rejects.toThrow('holds no secret');
  });
});
