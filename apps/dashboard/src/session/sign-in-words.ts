import { SignInRefused } from '@countersign/client';

const WHY: Readonly<Record<number, string>> = {
  400: 'This is not a JSON Web Token. API keys are for programs and do not sign anybody in.',
  401: 'This token is not believed: it may have expired, or be meant for another installation.',
  404: 'This way of signing in is not open here.',
  413: 'This token is too large for a browser. Ask for one with fewer groups in it.',
};

/** Why signing in did not work, in words for whoever tried. */
export const whyNotSignedIn = (error: unknown): string =>
  (error instanceof SignInRefused ? WHY[error.status] : undefined) ??
  'Nobody could check it right now. Try again in a moment.';

/** Where the provider leads back to: the very page. */
export const providerAddress = (
  provider: string,
  { pathname, search }: Pick<Location, 'pathname' | 'search'>,
): string => `${provider}?returnTo=${encodeURIComponent(pathname + search)}`;
