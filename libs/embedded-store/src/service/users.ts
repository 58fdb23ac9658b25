import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody who may call the server. */
export interface UserAccount {
  readonly name: string;
  readonly password: string;
  readonly groups: readonly string[];
}

export type User = Pick<UserAccount, 'name' | 'groups'>;

const ADMINS = '$admins';

/** Those that a real server has at its first start. */
export const DEFAULT_USERS: readonly UserAccount[] = [
  { name: 'admin', password: 'changeit', groups: [ADMINS] },
  { name: 'ops', password: 'changeit', groups: ['$ops'] },
];

/** Whoever calls a server that asks for no credentials. */
export const EVERYBODY: User = { name: '', groups: [ADMINS] };

export function isAdministrator({ name, groups }: User): boolean {
  return name === 'admin' || groups.includes(ADMINS);
}

/** True when one of the roles is the user's name, a group of theirs, or `$all`. */
export function hasRole({ name, groups }: User, roles: readonly string[]): boolean {
  return roles.some((role) => role === '$all' || role === name || groups.includes(role));
}

export class Users {
  private readonly known = new Map<string, { readonly user: User; readonly password: Buffer }>();

  /** `accounts` come in addition to the default ones, or in their place when they have their name. */
  constructor(accounts: readonly UserAccount[]) {
    for (const { name, password, groups } of [...DEFAULT_USERS, ...accounts]) {
      this.known.set(name, { user: { name, groups }, password: digest(password) });
    }
  }

  /** Undefined when the header of an `authorization` is not right, whatever is wrong with it. */
  authenticate(header: string): User | undefined {
    const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
    if (encoded === undefined) return undefined;
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    const account = this.known.get(text.slice(0, Math.max(0, colon)));
    // Compared for unknown names too, so that the time tells nothing of who is known.
    const isRight = timingSafeEqual(digest(text.slice(colon + 1)), account?.password ?? NOBODYS);
    return colon > 0 && isRight ? account?.user : undefined;
  }
}

function digest(password: string): Buffer {
  return createHash('sha256').update(password, 'utf8').digest();
}

const NOBODYS = Buffer.alloc(32);
