import { isLoopback } from '../address';
import { DEFAULT_USERS, type UserAccount } from '../service/users';

interface Exposure {
  readonly host: string;
  readonly tls: object | undefined;
  readonly users: readonly UserAccount[];
}

/** What whoever starts the store should know about who can reach it. */
export function warningsOf({ host, tls, users }: Exposure): string[] {
  const isReachable = !isLoopback(host);
  if (tls === undefined) {
    return [
      ...(isReachable
        ? [
            `Without a certificate everybody who reaches ${host} is an administrator of this store. Give it one (--certificate-file), or listen on 127.0.0.1.`,
          ]
        : []),
      ...(users.length > 0
        ? [
            'Without a certificate the users file keeps nobody out: whoever sends no credentials is an administrator.',
          ]
        : []),
    ];
  }
  const open = DEFAULT_USERS.filter(
    ({ name, password }) => (users.find((user) => user.name === name)?.password ?? password) === password,
  );
  if (!isReachable || open.length === 0) return [];
  const names = open.map(({ name }) => name).join(' and ');
  return [`${names}: everybody knows the password. Give them others in the users file (--users-file).`];
}
