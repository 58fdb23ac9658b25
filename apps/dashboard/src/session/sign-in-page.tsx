import { usePageTitle } from '../shell/page-title.ts';
import { SignInForm } from './sign-in-form.tsx';

/** In the place of the page that was asked for: its address stays, and is where one comes out. */
export function SignInPage({ onSignedIn }: { readonly onSignedIn: () => Promise<void> }) {
  usePageTitle('Sign in');
  return (
    <main className="sign-in">
      <div className="sign-in-card stack stack-loose">
        <div className="sign-in-head">
          <img src="/icon.svg" alt="" width={40} height={40} />
          <div>
            <h1>Sign in to Countersign</h1>
            <p className="muted small">Approvals by people, with proof.</p>
          </div>
        </div>
        <SignInForm onSignedIn={onSignedIn} />
      </div>
    </main>
  );
}
