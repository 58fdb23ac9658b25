import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyDigest } from '@countersign/api-key';

/** How every API key begins, and nothing else that is a credential here. */
const PREFIX = 'csk_';
const UUID_BYTES = 16;
const RANDOM_BYTES = 32;
const TAG_BYTES = 8;
const SIGNED_BYTES = 2 * UUID_BYTES + RANDOM_BYTES;
const WHOLE_BYTES = SIGNED_BYTES + TAG_BYTES;
/** Without padding, and without bits to spare: no two texts stand for the same bytes. */
const FORM = new RegExp(`^${PREFIX}[A-Za-z0-9_-]{${(WHOLE_BYTES * 4) / 3}}$`);

/** What a key says of itself. Whether there is such a key is for the log to say. */
export interface NamedKey {
  readonly workspace: string;
  readonly id: string;
}
export interface MintedKey {
  /** Told once and kept nowhere. */
  readonly text: string;
  readonly digest: KeyDigest;
}

export function looksLikeApiKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/**
 * Makes and knows the keys of one installation: `csk_` and, in base64url, workspace, id, 32 random bytes, and a tag
 * over them under the secret of the installation, so that what was made elsewhere costs no look at the log. With the
 * secret before the current one, keys that were made under it go on counting.
 */
export class ApiKeySecrets {
  private readonly current: Derived;
  private readonly all: readonly Derived[];

  constructor(current: string, previous: string | null = null) {
    this.current = derivedFrom(current);
    this.all = previous === null ? [this.current] : [this.current, derivedFrom(previous)];
  }

  mint(workspace: string, id: string): MintedKey {
    const { current } = this;
    const signed = Buffer.concat([bytesOf(workspace), bytesOf(id), randomBytes(RANDOM_BYTES)]);
    const whole = Buffer.concat([signed, tagOf(current, signed)]);
    const digest = { secret: current.id, value: digestOf(current, whole).toString('hex') };
    return { text: PREFIX + whole.toString('base64url'), digest };
  }

  /** Null for what is no key of this installation. */
  open(text: string): NamedKey | null {
    const whole = wholeOf(text);
    if (whole === null) return null;
    const signed = whole.subarray(0, SIGNED_BYTES);
    const tag = whole.subarray(SIGNED_BYTES);
    if (!this.all.some((secret) => timingSafeEqual(tagOf(secret, signed), tag))) return null;
    return {
      workspace: uuidOf(whole.subarray(0, UUID_BYTES)),
      id: uuidOf(whole.subarray(UUID_BYTES, 2 * UUID_BYTES)),
    };
  }

  /** Whether it is the very key of which this was kept. */
  isKept(text: string, { secret, value }: KeyDigest): boolean {
    const whole = wholeOf(text);
    const derived = this.all.find(({ id }) => id === secret);
    if (whole === null || derived === undefined) return false;
    const kept = Buffer.from(value, 'hex');
    const found = digestOf(derived, whole);
    return kept.length === found.length && timingSafeEqual(kept, found);
  }
}

/** One key for each purpose, so that no tag says anything of a digest. */
interface Derived {
  readonly id: string;
  readonly tagKey: Buffer;
  readonly digestKey: Buffer;
}

function derivedFrom(secret: string): Derived {
  const part = (purpose: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `countersign api key ${purpose}`, bytes));
  return { id: part('id', 8).toString('hex'), tagKey: part('tag', 32), digestKey: part('digest', 32) };
}

function tagOf({ tagKey }: Derived, signed: Buffer): Buffer {
  return createHmac('sha256', tagKey).update(signed).digest().subarray(0, TAG_BYTES);
}

function digestOf({ digestKey }: Derived, whole: Buffer): Buffer {
  return createHmac('sha256', digestKey).update(whole).digest();
}

function wholeOf(text: string): Buffer | null {
  return FORM.test(text) ? Buffer.from(text.slice(PREFIX.length), 'base64url') : null;
}

function bytesOf(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  if (bytes.length !== UUID_BYTES) throw new RangeError('an API key names its workspace and itself by uuids');
  return bytes;
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
