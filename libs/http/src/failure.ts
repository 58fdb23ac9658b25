import type { ApiKeyRefusal } from '@countersign/api-key';
import type { Refusal, ReviewState } from '@countersign/review';
import type { RuleRefusal } from '@countersign/rule';

/** One thing wrong with a request: where it is, what was expected, and a stable word for it. */
export interface FieldProblem {
  /** Path from the part of the request on, e.g. `['body', 'note']` or `['query', 'limit']`. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** Everything that can go wrong with a request, for a dialect to say in its own words. */
export type Failure =
  /** `reason` is for the log alone, never for the caller. */
  | { readonly kind: 'unauthenticated'; readonly reason?: string }
  /** A write with only a cookie that came from another site. */
  | { readonly kind: 'foreign-origin' }
  /** It says for whom it is, and its credential is another's. */
  | { readonly kind: 'other-principal' }
  | { readonly kind: 'no-such-route' }
  /** `allow`: what the path is there for (RFC 9110, 15.5.6). */
  | { readonly kind: 'method-not-allowed'; readonly allow: readonly string[] }
  | { readonly kind: 'malformed-json'; readonly problem: string }
  /** Of dialects that look at a body's content type; of all where it is encoded, which `problem` says then. */
  | { readonly kind: 'unsupported-media-type'; readonly problem?: string }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'too-large'; readonly problem: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly review: ReviewState }
  /** Of a change of the rules, which `native` alone takes. */
  | { readonly kind: 'rule-refused'; readonly refusal: RuleRefusal }
  /** Of a change of the API keys, which `native` alone takes. */
  | { readonly kind: 'api-key-refused'; readonly refusal: ApiKeyRefusal }
  /** A retried decision would touch a review that was never shown to the caller. */
  | { readonly kind: 'ambiguous-session'; readonly decided: string; readonly next: string }
  /** `outputs` and `approvals` by session: something is here, but nothing is pending. */
  | { readonly kind: 'none-pending'; readonly review: ReviewState }
  | { readonly kind: 'unavailable'; readonly problem: string; readonly retryAfterSeconds: number }
  /** Of one caller at once; only of dialects whose answers wait. */
  | { readonly kind: 'too-many-waits'; readonly limit: number; readonly retryAfterSeconds: number }
  /** Too many requests, or too many streams at once; `problem` is a sentence for people. */
  | { readonly kind: 'rate-limited'; readonly problem: string; readonly retryAfterSeconds: number }
  | { readonly kind: 'bug' };

/** Thrown by whoever notices; answered by the one filter through the dialect whose prefix the path has. */
export class Failed extends Error {
  override readonly name = 'Failed';
  constructor(readonly failure: Failure) {
    super(failure.kind);
  }
}

/** A dialect's own error shape; chosen by the longest matching path prefix. */
export interface DialectErrors {
  readonly prefix: string;
  /** The name of the API, for the log. */
  readonly api: string;
  /** Of its bodies; JSON where it says nothing. */
  readonly contentType?: string;
  render(failure: Failure): { readonly status: number; readonly body: unknown };
}
