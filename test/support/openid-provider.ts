import { type Program, printed, run } from './programs';

/** A real OpenID provider, as a process: see run-openid-provider.mjs for who can sign in. */
export interface OpenIdProvider extends Program {
  readonly issuer: string;
  /** Where everybody of its accounts works. */
  readonly workspace: string;
  /** By which clients ask for tokens that are meant for us (RFC 8707). */
  readonly resource: string;
  /** From now on it signs with a new key, and publishes the old one too. */
  rotate(): Promise<void>;
  /** A token of the agent, by its client credentials. */
  agentToken(): Promise<string>;
}

/** A provider on a free port, whose browser clients may send people back to this address. */
export async function startOpenIdProvider(redirectUri: string): Promise<OpenIdProvider> {
  const program = run(process.execPath, [
    'test/support/run-openid-provider.mjs',
    '--redirect-uri',
    redirectUri,
  ]);
  const [line] = await printed(program, /^\{"issuer":.*\}$/m);
  const { issuer, workspace, resource } = JSON.parse(line) as Record<
    'issuer' | 'workspace' | 'resource',
    string
  >;
  let rotations = 0;
  return Object.assign(program, {
    issuer,
    workspace,
    resource,
    rotate: async () => {
      rotations += 1;
      process.kill(program.pid, 'SIGUSR2');
      await printed(program, new RegExp(`(\\{"rotated":.*\\}\\s*){${rotations}}`));
    },
    agentToken: async () => {
      const credentials = Buffer.from('agent-7:a%20secret%20of%20the%20agent').toString('base64');
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource }),
      });
      const body = (await answer.json()) as { readonly access_token?: string };
      if (body.access_token === undefined) throw new Error(JSON.stringify(body));
      return body.access_token;
    },
  });
}
