import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconKey, IconRobot, IconUser } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';
import { Note } from '../parts/note.tsx';
import { providerAddress, whyNotSignedIn } from './sign-in-words.ts';
import './sign-in.css';

/** The ways to sign in that there are here. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => Promise<void> }) {
  const options = useQuery({
    queryKey: queryKeys.signInOptions,
    queryFn: ({ signal }) => client.session.options({ signal }),
  });
  const signIn = useMutation({
    mutationFn: async (way: { readonly token: string } | { readonly principal: string }) => {
      await ('token' in way ? client.session.signIn(way.token) : client.session.signInAs(way.principal));
      // Signed in is only who can be asked who he is.
      await onSignedIn();
    },
  });
  const [token, setToken] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (token.trim() !== '') signIn.mutate({ token: token.trim() });
  };
  const { provider = null, development = [] } = options.data ?? {};
  return (
    <div className="stack stack-loose">
      {signIn.isError && <Note tone="red" title="Not signed in" text={whyNotSignedIn(signIn.error)} urgent />}
      {provider !== null && (
        <Button component="a" href={providerAddress(provider, location)} size="md" fullWidth>
          Sign in with your organisation
        </Button>
      )}
      {development.length > 0 && (
        <section className="stack stack-tight" aria-labelledby="development-principals">
          <h2 id="development-principals">Development principals</h2>
          <p className="muted small">One click, no password: only on this machine.</p>
          <ul className="sign-in-principals">
            {development.map(({ id, name, about, kind }) => (
              <li key={id}>
                <button
                  type="button"
                  className="sign-in-principal"
                  disabled={signIn.isPending}
                  onClick={() => signIn.mutate({ principal: id })}
                >
                  {kind === 'agent' ? (
                    <IconRobot aria-hidden size={20} />
                  ) : (
                    <IconUser aria-hidden size={20} />
                  )}
                  <span>
                    <strong>{name}</strong>
                    <span className="muted small">{about}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <form className="stack" onSubmit={submit}>
        <PasswordInput
          label="Access token"
          description="A JSON Web Token of your identity provider. This browser keeps it where no script can read it."
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          leftSection={<IconKey aria-hidden size={16} />}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the token' }}
        />
        <Button
          type="submit"
          variant={provider === null && development.length === 0 ? 'filled' : 'default'}
          loading={signIn.isPending}
          disabled={token.trim() === ''}
        >
          Sign in with the token
        </Button>
      </form>
    </div>
  );
}
