import type { Page } from './page';

const NOT_BELIEVED =
  'The identity provider knows you, but what it says about you is not enough to work here. Ask whoever runs this installation.';

const again = (returnTo: string): Page['next'] => ({
  label: 'Sign in again',
  path: `/session/login?${new URLSearchParams({ returnTo }).toString()}`,
});

// The cookie is not sent on a way that began at another site. So a page of ours leads on, and no redirect.
export const signedIn = (returnTo: string): Page => ({
  status: 200,
  title: 'You are signed in',
  text: 'If nothing happens, go on by yourself.',
  next: { label: 'Go on', path: returnTo, isAtOnce: true },
});

export const notBegunHere = (): Page => ({
  status: 400,
  title: 'This sign-in cannot be completed',
  text: 'It was not begun in this browser, it was completed before, or it took longer than ten minutes.',
  next: again('/'),
});

export const notCompleted = (returnTo: string): Page => ({
  status: 400,
  title: 'You are not signed in',
  text: 'The identity provider did not confirm who you are.',
  next: again(returnTo),
});

export const noAccess = (returnTo: string, text = NOT_BELIEVED): Page => ({
  status: 403,
  title: 'You have no access here',
  text,
  next: again(returnTo),
});

export const tooOften = (): Page => ({
  status: 429,
  title: 'Too many sign-ins',
  text: 'From where you are, too many sign-ins were begun within a minute. Load this page again in a minute.',
  next: again('/'),
});

export const tooManyAtOnce = (returnTo: string): Page => ({
  status: 503,
  title: 'Too many sign in at this moment',
  text: 'Load this page again in a moment.',
  next: again(returnTo),
});

export const providerAway = (returnTo: string): Page => ({
  status: 503,
  title: 'Nobody can sign in now',
  text: 'The identity provider cannot be reached, or does not answer as it should. Try again in a moment.',
  next: again(returnTo),
});
