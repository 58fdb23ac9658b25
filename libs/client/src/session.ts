import { read } from './pages.ts';
import { CountersignUnavailable, SignInRefused } from './problem.ts';
import type { ReadOptions } from './reviews.ts';
import type { Transport } from './transport.ts';
import type { SignedIn, SignedOut, SignInOptions } from './wire.ts';

/** A browser's session: a cookie that no script can read. For pages on the gateway's own site, without a credential. */
export interface Session {
  /** Which ways there are to sign in, for whoever asks. */
  options(options?: ReadOptions): Promise<SignInOptions>;
  /** Who is signed in; null: nobody. */
  current(options?: ReadOptions): Promise<SignedIn | null>;
  /** With a JSON Web Token. Throws {@link SignInRefused} for one that does not count. */
  signIn(token: string, options?: ReadOptions): Promise<SignedIn>;
  /** As a development principal, in development. Throws {@link SignInRefused} elsewhere. */
  signInAs(id: string, options?: ReadOptions): Promise<SignedIn>;
  signOut(options?: ReadOptions): Promise<SignedOut>;
}

export function sessionOver(transport: Transport): Session {
  const ask = <Body>(request: string, options?: ReadOptions): Promise<Body> =>
    read<Body>(transport, request, options);
  const send = async <Body>(request: string, more: object, options: ReadOptions = {}): Promise<Body> => {
    try {
      return (await transport.send<Body>({ request, key: null, signal: options.signal, ...more })).body;
    } catch (error) {
      const status = error instanceof CountersignUnavailable ? error.status : null;
      if (status === null || status < 400 || status >= 500 || status === 429) throw error;
      throw new SignInRefused(status, { cause: error });
    }
  };
  return {
    options: (options) => ask('GET /session/options', options),
    current: async (options) => {
      try {
        return await send<SignedIn>('GET /session', {}, options);
      } catch (error) {
        if (error instanceof SignInRefused && error.status === 401) return null;
        throw error;
      }
    },
    signIn: (token, options) =>
      send('POST /session', { headers: { authorization: `Bearer ${token}` } }, options),
    signInAs: (id, options) => send('POST /session/development', { body: { id } }, options),
    signOut: (options) => ask('DELETE /session', options),
  };
}
