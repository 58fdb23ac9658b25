import { status, type Metadata } from '@grpc/grpc-js';
import type { EventLog } from '../log/log';
import {
  SETTINGS,
  isMetastream,
  readDefaultAccess,
  streamOf,
  type AccessList,
  type DefaultAccess,
} from '../log/stream-metadata';
import { TOMBSTONE } from '../log/tombstone';
import { eventData } from '../wire/record-fields';
import { CallRefused, accessDenied, refusal } from '../wire/status';
import { EVERYBODY, hasRole, isAdministrator, type User, type Users } from './users';

export type Action = 'read' | 'write' | 'delete';

/** The whole log, as it is called where streams are named. */
export const ALL = '$all';

const DEFAULT_ROLES = { user: ['$all'], system: ['$admins'] } as const;

/** Who calls, and what they may do: the protocol page's *Authentication and TLS*. */
export class Access {
  /** Who sent which call's headers; they are looked at once a call. */
  private readonly callers = new WeakMap<Metadata, User>();
  private defaults: { readonly last: number; readonly access: DefaultAccess } | undefined;

  /** `isOpen`: whoever sends no credentials is an administrator, as on a server that was started insecure. */
  constructor(
    private readonly log: EventLog,
    private readonly users: Users,
    private readonly isOpen: boolean,
  ) {}

  /** Throws CallRefused for credentials that are not right; none at all are for the call to judge. */
  admit(headers: Metadata): void {
    const [header] = headers.get('authorization');
    if (header === undefined) {
      if (this.isOpen) this.callers.set(headers, EVERYBODY);
      return;
    }
    const user = this.users.authenticate(String(header));
    if (!user) throw new CallRefused(refusal(status.UNAUTHENTICATED, 'Unauthenticated'));
    this.callers.set(headers, user);
  }

  /** Undefined for somebody who sent no credentials where they are asked for. */
  caller(headers: Metadata): User | undefined {
    return this.callers.get(headers);
  }

  /** Throws CallRefused when the caller may not do that. */
  check(user: User | undefined, stream: string, action: Action): void {
    if (!this.may(user, stream, action)) throw new CallRefused(accessDenied());
  }

  may(user: User | undefined, stream: string, action: Action): boolean {
    if (!user || (stream === ALL && action !== 'read')) return false;
    if (isAdministrator(user)) return true;
    if (!isMetastream(stream)) return hasRole(user, this.roles(stream, action));
    return hasRole(user, this.roles(streamOf(stream), action === 'read' ? 'readMetadata' : 'writeMetadata'));
  }

  private roles(stream: string, right: keyof AccessList): readonly string[] {
    const own = this.log.stream(stream).metadata.access?.[right];
    if (own) return own;
    const kind = stream.startsWith('$') ? 'system' : 'user';
    return this.defaultAccess()?.[kind]?.[right] ?? DEFAULT_ROLES[kind];
  }

  /** The newest event of `$settings` may say otherwise than the defaults. */
  private defaultAccess(): DefaultAccess | undefined {
    const { key, last } = this.log.stream(SETTINGS);
    if (last < 0 || last === TOMBSTONE) return undefined;
    if (this.defaults?.last !== last) {
      const event = this.log.reader.event(key, last);
      this.defaults = { last, access: event ? readDefaultAccess(eventData(event.record)) : {} };
    }
    return this.defaults.access;
  }
}
