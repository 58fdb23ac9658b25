export { type AskOptions, type Client, createClient } from './client.ts';
export type { Executed, ExecuteOptions, Execution, Run } from './executing.ts';
export type { Memories } from './memories.ts';
export type { Oversight } from './oversight.ts';
export type { Page } from './pages.ts';
export {
  CountersignProblem,
  CountersignUnavailable,
  DecisionTimedOut,
  isProblem,
  OutcomeUnknown,
  type ProblemPlace,
  ReviewNotApproved,
  SignInRefused,
} from './problem.ts';
export type { Retry, RetryNote } from './retry.ts';
export {
  type DecisionOptions,
  type DecisionPage,
  etagOf,
  type ReadOptions,
  type ReviewPage,
  type Reviews,
  type Seen,
  type Waited,
  type WriteOptions,
} from './reviews.ts';
export type { Session } from './session.ts';
export type { EventOptions, Forgotten, Remembered, Reset, ReviewChange, StreamMessage } from './stream.ts';
export type { ClientOptions } from './transport.ts';
export type { WaitOptions } from './waiting.ts';
export type * from './wire.ts';
export type { ApiKeyPage, ApiKeys, RuleEventPage, RuleOptions, Rules, Standing } from './workspace.ts';
