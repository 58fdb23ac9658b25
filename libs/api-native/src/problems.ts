interface ProblemType {
  readonly status: number;
  /** Never changes (RFC 9457, 3.1.3). */
  readonly title: string;
  /** What it means and what to do, for the documentation. */
  readonly description: string;
}

/** What can be wrong, by the last part of its `type`, in the order of the statuses (RFC 9457). */
export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    title: 'The request is not as it should be',
    description:
      'A parameter, a header or a field is missing, unknown or of another form. `errors` names each with its place; mend them and send the request again.',
  },
  unauthenticated: {
    status: 401,
    title: 'There is no valid credential',
    description:
      'No credential was sent, or the one that was sent has expired or is not believed. Send a bearer token, an API key, or the cookie `vai_token`.',
  },
  'foreign-origin': {
    status: 403,
    title: 'The request came from another site',
    description:
      "A browser says that another site's page made this write, and it carries only a cookie. Call from the own site, or send a bearer token.",
  },
  'other-principal': {
    status: 403,
    title: 'The credential is of somebody else',
    description:
      'The header `X-Expected-Principal` names another principal than the credential is of: in a browser, somebody else has signed in since. Nothing was done. Ask `GET /v1/me` who it is now, and begin anew for them.',
  },
  'agents-cannot-decide': {
    status: 403,
    title: 'Agents cannot decide',
    description: 'An agent never approves, and takes back nothing but its own requests. Ask a human.',
  },
  'insufficient-scope': {
    status: 403,
    title: 'The credential was not given for this',
    description:
      'An API key is good for what its scopes say, and for reading. Use one that has the scope, or the token of a person.',
  },
  'self-approval': {
    status: 403,
    title: 'Nobody approves his own request',
    description:
      'The caller asked for this review, or it was asked for him, or its content is his own amendment. Somebody else has to approve it.',
  },
  'not-eligible': {
    status: 403,
    title: 'Not eligible to do this',
    description:
      'The caller has no part in what he wants to do. Of a review, `missing` and `permissions` say who and what is needed; rules are changed by administrators, and what concerns a whole workspace is for them and auditors.',
  },
  'not-requester': {
    status: 403,
    title: 'Only the requester may do this',
    description: 'A review is withdrawn by the one who asked for it. Others reject it or revoke it.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    description:
      "There is nothing of this name that the caller may see: what is another's or another workspace's looks the same as what does not exist.",
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not take this method',
    description: 'The header `Allow` names the methods that it takes.',
  },
  'not-due': {
    status: 409,
    title: 'The deadline of the review has not passed',
    description: "The clock's own refusal; no request is answered with it.",
  },
  'wrong-state': {
    status: 409,
    title: 'The review is in another state',
    description:
      'What was wanted is not possible any more, or not yet. `currentStatus`, `decidedBy` and `decidedAt` say how it stands; read the review before anything else is tried.',
  },
  expired: {
    status: 409,
    title: 'The review has expired',
    description: 'Its deadline passed before it was decided. Ask anew if it is still wanted.',
  },
  'time-window-set': {
    status: 409,
    title: 'The time window is set already',
    description:
      'A rule or an earlier approval has set the daily window, and it is set once. Approve without one.',
  },
  'grant-closed': {
    status: 409,
    title: 'The grant is closed',
    description:
      'The end of access has passed, or its daily window is not open now. Wait for the window, or ask anew.',
  },
  'too-many-leases': {
    status: 409,
    title: 'Too many uses of the grant are running',
    description:
      'A `jit` grant is used by a bounded number of executors at once. Report a use that has ended, or wait until its lease does.',
  },
  'lease-lost': {
    status: 409,
    title: 'The lease was lost',
    description:
      "The lease is not the caller's, has run out, or its run was reported otherwise. Stop executing; nobody executes a `onetime` review again by itself.",
  },
  conflict: {
    status: 409,
    title: 'Too many decided at once',
    description: 'Others were first, several times in a row. Nothing was recorded; send the same again.',
  },
  'not-shown': {
    status: 409,
    title: 'The review was not shown to the caller',
    description:
      'A session id names another review than the one that the caller decided before. Read the session again, or name the review by its own id.',
  },
  'too-many-rules': {
    status: 409,
    title: 'The workspace has as many rules as it may have',
    description:
      'A request is held against every rule of its workspace. Delete rules that are not needed any more.',
  },
  'too-many-api-keys': {
    status: 409,
    title: 'The workspace has as many API keys as it may have',
    description: 'Revoke keys that are not needed any more.',
  },
  'stale-proposal': {
    status: 412,
    title: 'The review has changed since',
    description:
      'The digest or revision that the caller says he saw is not the current one. Read the review, look at its content, and decide on that; `currentRevision` says how far it is.',
  },
  'stale-rule': {
    status: 412,
    title: 'The rule has changed since',
    description:
      'It is not as `If-Match` or `If-None-Match` says. Read the rule and make the change again; `currentRevision` is null where there is no such rule.',
  },
  'too-large': {
    status: 413,
    title: 'The request is too large',
    description:
      'A body is over 1 MiB, a payload over 512 KiB, or a result over 64 KiB. Put the content elsewhere and send a link and a digest.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of another media type',
    description: 'A body has to say that it is `Content-Type: application/json`.',
  },
  'reason-required': {
    status: 422,
    title: 'A reason is required',
    description: 'The rule of this review wants a `note` with such a decision. Send it again with one.',
  },
  'invalid-amendment': {
    status: 422,
    title: 'The amendment cannot be applied',
    description:
      'The rule forbids it, or what would come out of it is no payload or too large. `detail` says which.',
  },
  unsatisfiable: {
    status: 422,
    title: 'Nobody could approve the request',
    description:
      'With such slots only its own requester could give the approval. Name groups or an assignee that somebody else belongs to.',
  },
  'invalid-rule': {
    status: 422,
    title: 'This can be no rule',
    description: '`detail` says why.',
  },
  'invalid-api-key': {
    status: 422,
    title: 'There can be no such API key',
    description: '`detail` says why.',
  },
  'idempotency-mismatch': {
    status: 422,
    title: 'The same Idempotency-Key came with another request',
    description:
      'The caller used the key to ask for something else, to decide otherwise about the same review, or for another change of the rules. A new request needs a new key; a repeated one has to be the same in every field.',
  },
  'too-many-waits': {
    status: 429,
    title: 'The caller waits for too many reviews at once',
    description:
      'A gateway holds 100 waits of one principal at once. Wait for `Retry-After` and ask again, or follow the stream, which tells of all reviews in one answer.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    description:
      'The caller, his workspace or his address sent more than they may, or holds as many streams as he may. `detail` says which; wait for `Retry-After`.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    description:
      'It was noted under the `X-Request-Id` of the answer. Whether anything was recorded is open.',
  },
  unavailable: {
    status: 503,
    title: 'Something that is needed cannot be reached',
    description:
      'The event store, the database of the views or the identity provider is away. Wait for `Retry-After` and send the same again, a write with the same `Idempotency-Key`.',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;

export type ProblemName = keyof typeof PROBLEMS;

/** The problem's identity for programs; never changed. */
export const typeOf = (name: ProblemName): string => `urn:countersign:problem:${name}`;
