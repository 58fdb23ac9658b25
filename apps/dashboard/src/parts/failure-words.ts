import { CountersignProblem, CountersignUnavailable, isProblem } from '@countersign/client';

export interface FailureWords {
  readonly title: string;
  readonly text: string;
  /** Whether trying again may help. */
  readonly isPassing: boolean;
}

/** What went wrong, in words for whoever looks at a page. */
export function failureWords(error: unknown, isOnline = true): FailureWords {
  if (isProblem(error, 'not-found'))
    return {
      title: 'There is nothing here for you',
      text: 'It does not exist, or you may not see it. Whoever sent you the address can tell which.',
      isPassing: false,
    };
  if (isProblem(error, 'rate-limited'))
    return { title: 'That was too fast', text: 'Wait a moment, then try again.', isPassing: true };
  if (error instanceof CountersignProblem && error.status === 403)
    return { title: 'This is not for you to see', text: error.detail, isPassing: false };
  if (error instanceof CountersignProblem && error.status < 500)
    return { title: error.title, text: error.detail, isPassing: false };
  if (!isOnline)
    return {
      title: 'You are offline',
      text: 'Nothing can be read until the connection is back.',
      isPassing: true,
    };
  if (error instanceof CountersignUnavailable || error instanceof CountersignProblem)
    return {
      title: 'Countersign does not answer',
      text: 'It may be starting again. Nothing is lost: what was decided is recorded.',
      isPassing: true,
    };
  return { title: 'Something went wrong on this page', text: String(error), isPassing: true };
}
