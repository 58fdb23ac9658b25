import { read } from './pages.ts';
import type { ReadOptions } from './reviews.ts';
import type { Transport } from './transport.ts';
import type { SignedIn, SignedOut, SignInOptions } from './wire.ts';

/** A browser's own sign-in: it keeps its token in a cookie that no script can read. */
export interface BrowserSession {
  /** The ways to sign in here. */
  options(options?: ReadOptions): Promise<SignInOptions>;
  /** Keeps a JSON Web Token, for as long as it counts. */
  signIn(token: string, options?: ReadOptions): Promise<SignedIn>;
  /** As one of the development principals, where there are any. */
  signInAs(id: string, options?: ReadOptions): Promise<SignedIn>;
  current(options?: ReadOptions): Promise<SignedIn>;
  signOut(options?: ReadOptions): Promise<SignedOut>;
}

export const sessionOver = (transport: Transport): BrowserSession => ({
  options: (options) => read(transport, 'GET /session/options', options),
  signIn: async (token, { signal } = {}) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await transport.send<SignedIn>({ request: 'POST /session', headers, key: null, signal })).body;
  },
  signInAs: (id, options) => read(transport, 'POST /session/development', options, { id }),
  current: (options) => read(transport, 'GET /session', options),
  signOut: (options) => read(transport, 'DELETE /session', options),
});
