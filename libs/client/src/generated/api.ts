// Made by `npm run client:types`, from docs/openapi.json with the SHA-256
// 80b385cb39d7369451118a9c5b8f44e917bbb4045d5c589c0aa76531990865d1

export interface paths {
  '/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is signed in */
    get: operations['getSession'];
    put?: never;
    /** Keeps the bearer token in the cookie `vai_token`, for as long as the token counts */
    post: operations['signIn'];
    /** Takes the cookie back, whether it still counts or not */
    delete: operations['signOut'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/session/development': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Makes the cookie `vai_token` for a development principal; in development only */
    post: operations['signInForDevelopment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/session/options': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which ways there are to sign in here */
    get: operations['getSignInOptions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/api-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The API keys of the workspace, the newest first; for administrators and auditors */
    get: operations['listApiKeys'];
    put?: never;
    /** Issue an API key, which is told in this answer and never again; for administrators */
    post: operations['issueApiKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/api-keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read an API key; for administrators and auditors */
    get: operations['getApiKey'];
    put?: never;
    post?: never;
    /** Revoke an API key, for every gateway within 2 s; for administrators */
    delete: operations['revokeApiKey'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audit/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The history of the workspace in log order; for administrators and auditors
     * @description Every event of its reviews, memories, rules and API keys. One that this version cannot read is shown with its `problem`.
     */
    get: operations['listAuditEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audit/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export the log of the workspace as it is stored; for administrators and auditors
     * @description A line of JSON for each event, in log order, and a last line of kind `manifest` with the digest of all lines before it. An answer without a manifest was cut off. Blank lines keep the connection open: skip them. A principal has one export at a time, and a workspace as many as the installation says (two).
     */
    get: operations['exportLog'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audit/verification': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How the last verification of the workspace's log ended; for administrators and auditors
     * @description Remembered by the gateway that ran it, until it stops.
     */
    get: operations['getVerification'];
    put?: never;
    /**
     * Begin to verify the workspace's log; for administrators and auditors
     * @description It goes on in the background. One that runs already goes on instead.
     */
    post: operations['startVerification'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/decisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the decisions on the reviews that the caller may see, the latest first
     * @description `X-Total-Count` says how many there are, with `X-Total-Capped` where that is not exact.
     */
    get: operations['listDecisions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/demo': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make some reviews to look at; in development only
     * @description The development principals ask and decide in the workspace of the caller, as they would do it themselves. Each time it is another set. With a rule, where the caller may set one.
     */
    post: operations['makeDemoData'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who the caller is, as his credential says */
    get: operations['getMe'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/memories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Find memories of all sessions by their words */
    get: operations['searchMemories'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/operations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The process, the store, the database, the views and what lasts; for administrators and auditors */
    get: operations['getOperations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/projections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How far the views of this gateway are, and what it does by itself; for administrators and auditors */
    get: operations['listProjections'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the reviews that the caller may see
     * @description With `count` the header `X-Total-Count` says how many there are; 10,001 where `X-Total-Capped` says that it is not exact.
     */
    get: operations['listReviews'];
    put?: never;
    /** Ask for consent */
    post: operations['askReview'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/decisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decide many reviews
     * @description Each item is decided by itself and has a result of its own: one that fails undoes no other.
     */
    post: operations['decideReviews'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a review, as it is or as it was */
    get: operations['getReview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/claim': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take the grant for one use */
    post: operations['claimExecution'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/decisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Approve, reject or revoke */
    post: operations['decideReview'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What happened to a review, fact by fact */
    get: operations['getReviewEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/leases/{number}/complete': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Report how a run ended */
    post: operations['completeExecution'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/leases/{number}/heartbeat': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Keep a lease for as long again */
    post: operations['extendLease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/reassign': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send a pending review to somebody else */
    post: operations['reassignReview'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/reconcile': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Record what was found out about a run whose outcome is unknown */
    post: operations['reconcileExecution'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/wait': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Wait until a review is decided, or has come to its end
     * @description At the time-out the review is answered as it is, with the header `X-Timed-Out: true`.
     */
    get: operations['waitForReview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/reviews/{id}/withdraw': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take a request back */
    post: operations['withdrawReview'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/rules': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The rules of the workspace, in the order in which they are tried */
    get: operations['listRules'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/rules/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What a request would become, and who could approve it; nothing is recorded */
    post: operations['previewRules'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/rules/simulate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** What the last reviews would have come to under other rules; nothing is recorded; for administrators and auditors */
    post: operations['simulateRule'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/rules/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a rule */
    get: operations['getRule'];
    /** Set a whole rule; for administrators */
    put: operations['putRule'];
    post?: never;
    /** Delete a rule; for administrators. What it matched still obeys it */
    delete: operations['deleteRule'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/rules/{name}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How a rule was changed, by whom, and what it then said */
    get: operations['getRuleEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/sessions/{id}/memories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a session is remembered for */
    get: operations['listMemories'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/sessions/{id}/memories/{memoryId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Have a memory forgotten; for reviewers and administrators */
    delete: operations['forgetMemory'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How many reviews there are, and how long they take; for administrators and auditors
     * @description Of the events of some days in UTC: 366 at most, the last 30 where nothing is said. What there is now does not depend on the days.
     */
    get: operations['getStatistics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/stream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Follow the changes that the caller may see, as they happen
     * @description Events `review`, `memories` and `reset`; the `id` is the position in the log. It has no end: a comment comes every 15 s, and a client that was cut off goes on from the last id that it got.
     */
    get: operations['followChanges'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AgeCount: {
      /** @description 10,001 is more than 10,000 */
      count: number;
      /** @description Younger than so many seconds; null: the rest */
      under: number | null;
    };
    /** @description Anyone with the role reviewer or admin */
    AnyoneHolder: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'anyone';
    };
    ApiKey: {
      /** Format: date-time */
      expiresAt: string;
      holder: components['schemas']['ApiKeyHolder'];
      /** Format: uuid */
      id: string;
      /** Format: date-time */
      issuedAt: string;
      issuedBy: components['schemas']['Person'];
      /**
       * Format: date-time
       * @description About: noted once a minute, and a moment later. Null: not known to have been used
       */
      lastUsedAt: string | null;
      /** @example nightly build */
      name: string;
      /** Format: date-time */
      revokedAt: string | null;
      revokedBy: components['schemas']['Person'] | null;
      scopes: ('ask' | 'decide' | 'execute' | 'administer')[];
      /** @enum {string} */
      status: 'in-force' | 'revoked' | 'expired';
    };
    ApiKeyHolder: {
      email: string;
      groups: string[];
      /** @example agent-7 */
      id: string;
      /** @enum {string} */
      kind: 'human' | 'agent';
      name: string;
      /** @description The human for whom an agent asks; null: for whoever issued its key */
      onBehalfOf: string | null;
      roles: ('admin' | 'reviewer' | 'auditor')[];
      slackId: string;
    };
    ApiKeyHolderWish: {
      email?: string;
      /** @default [] */
      groups?: string[];
      /** @example agent-7 */
      id: string;
      /** @enum {string} */
      kind: 'human' | 'agent';
      /** @description Left out: empty, of the caller himself the caller's */
      name?: string;
      /** @description The human for whom an agent asks. Left out or null: for whoever issues its key */
      onBehalfOf?: string | null;
      /** @default [] */
      roles?: ('admin' | 'reviewer' | 'auditor')[];
      slackId?: string;
    };
    ApiKeyList: {
      /** @description The newest first */
      items: components['schemas']['ApiKey'][];
      /** @description The `cursor` of the next page; null: there is no more */
      next: string | null;
    };
    ApiKeyWish: {
      /**
       * Format: date-time
       * @description Within 366 days. Left out or null: in 90 days
       */
      expiresAt?: string | null;
      /** @description Whom it stands for */
      holder: components['schemas']['ApiKeyHolderWish'];
      /**
       * @description What it is for
       * @example nightly build
       */
      name: string;
      /** @description What it is good for beside reading what its holder sees */
      scopes: ('ask' | 'decide' | 'execute' | 'administer')[];
    };
    /** @description One recorded fact of the workspace */
    AuditEvent: {
      /** @description What it came through: an API, or a reaction; null where it cannot be read */
      api: string | null;
      /**
       * Format: date-time
       * @description By the clock of the gateway; of the store where it says none
       */
      at: string;
      /** @description Null: the clock, or a reaction */
      by: components['schemas']['Person'] | null;
      /** @description Of its command; null where it cannot be read */
      commandId: string | null;
      /** @description The fact itself, as it is stored; times in it are UTC milliseconds; null where it cannot be read */
      data: {
        [key: string]: unknown;
      } | null;
      /** Format: uuid */
      eventId: string;
      /** @description Its own hash, in the chain of its stream; null where it cannot be read */
      hash: string | null;
      /**
       * @description Of the stream that it is in
       * @enum {string}
       */
      kind: 'review' | 'memory' | 'rules' | 'apikeys';
      /** @description In the log, a decimal string */
      position: string;
      /** @description Hash of the event before it in its stream; null for the first */
      previous: string | null;
      /** @description Why it cannot be read; null where it can */
      problem: string | null;
      /**
       * Format: date-time
       * @description By the clock of the store
       */
      recordedAt: string;
      /** @description The review that it is of, or that memories came out of */
      review: string | null;
      /** @description In its stream */
      revision: number;
      /**
       * @description The fact in plain English, for people; no format: it may read better in a later version
       * @example Bob Example (bob) approved version 1, in the 1st slot, noting "fine".
       */
      sentence: string | null;
      /** @description Of memories, and of a review that could be read */
      session: string | null;
      /** @example ReviewApproved */
      type: string;
    };
    AuditEvents: {
      items: components['schemas']['AuditEvent'][];
      /** @description Where the next page goes on: its `after`, or its `before` where the order is `desc`. Null: there is no more. A page may be short, or empty, and still have one */
      next: string | null;
    };
    /** @description What is PENDING now, and for how many seconds it has been */
    Backlog: {
      /** @description Each without those before it */
      ages: components['schemas']['AgeCount'][];
      /**
       * @description The longest; null of none
       * @example 41.5
       */
      oldest: number | null;
      /**
       * @description Null of none, and with more than 100,000 pending
       * @example 41.5
       */
      p50: number | null;
      /**
       * @description Null of none, and with more than 500,000 pending
       * @example 41.5
       */
      p90: number | null;
      /**
       * @description Null of none, and with more than 5,000,000 pending
       * @example 41.5
       */
      p99: number | null;
      pending: number;
    };
    ClaimedExecution: {
      /** @description Of the payload */
      digest: string;
      lease: components['schemas']['HeldLease'];
      /** @description What was approved, and is to be executed as it is */
      payload: {
        [key: string]: unknown;
      };
      review: components['schemas']['Review'];
      version: number;
    };
    /** @description Where the views are */
    DatabaseStanding: {
      isReachable: boolean;
      /** @enum {string} */
      kind: 'sqlite' | 'postgres';
      /** @description Of the whole database */
      sizeBytes: number | null;
      version: string | null;
    };
    DayStatistics: {
      /** @description Requests */
      asked: number;
      /** @description Reviews that were no longer PENDING, however that came */
      closed: number;
      /**
       * Format: date
       * @description In UTC
       * @example 2026-03-17
       */
      day: string;
      /** @description By verdict, forced ones included */
      decisions: components['schemas']['DecisionCounts'];
      /** @description Decisions under 5 s after what they decided was there */
      fast: number;
      /** @description Decisions by force */
      forced: number;
      /** @description A review may come to several, one after the other */
      outcomes: components['schemas']['OutcomeCounts'];
      /** @description Approvals of one's own request */
      selfApproved: number;
    };
    DecidedItem: {
      id: string;
      review: components['schemas']['ReviewSummary'];
      /** @enum {integer} */
      status: 200;
    };
    /** @description One decision, with the review as it is now */
    DecidedReview: {
      /** @description With other content than was asked for */
      amended: boolean;
      /** Format: date-time */
      at: string;
      by: components['schemas']['Person'];
      /** @description Break-glass */
      forced: boolean;
      note: string | null;
      /** @description Counts the decisions of the workspace in the order of the log */
      number: number;
      review: components['schemas']['ReviewSummary'];
      verdict: components['schemas']['Verdict'];
    };
    DecisionCounts: {
      approve: number;
      reject: number;
      revoke: number;
    };
    Decisions: {
      /** @description The latest first */
      items: components['schemas']['DecidedReview'][];
      /** @description The `cursor` of the next page; null: there is no more. A page may be short and still have one */
      next: string | null;
    };
    DemoData: {
      /** @description What ended early because the rules of the workspace do not let it go on */
      refused: components['schemas']['RefusedScene'][];
      /** @description The ids of the reviews that were made */
      reviews: string[];
    };
    DevelopmentPrincipal: {
      /**
       * @description What this one is there for
       * @example reviewer, group banking
       */
      about: string;
      groups: string[];
      id: string;
      /** @enum {string} */
      kind: 'human' | 'agent';
      name: string;
      roles: string[];
    };
    DevelopmentSignIn: {
      /**
       * @description Of a development principal
       * @example bob
       */
      id: string;
    };
    /** @description How late timers come, about the last half minute */
    EventLoopDelay: {
      maxMs: number;
      meanMs: number;
      p99Ms: number;
    };
    ExecutionClaim: {
      /** @default 60 */
      leaseSeconds?: number | null;
      /** @description The digest of what the caller looked at: of anything else it is 412 */
      seenDigest?: string | null;
    };
    /** @description What was found out about a run whose outcome was unknown */
    ExecutionFinding: {
      /** Format: date-time */
      at: string;
      by: components['schemas']['Person'];
      /** Format: uuid */
      eventId: string;
      /** @enum {string} */
      finding: 'executed' | 'not-executed';
      note: string | null;
      /**
       * @description Of a late report
       * @enum {string|null}
       */
      outcome: 'succeeded' | 'failed' | null;
      /** @enum {string} */
      source: 'executor' | 'human';
    };
    ExecutionFindingWish: {
      /** @enum {string} */
      finding: 'executed' | 'not-executed';
      note?: string | null;
    };
    /** @enum {string} */
    ExecutionOutcome: 'succeeded' | 'failed' | 'unknown';
    ExecutionReport: {
      /** Format: date-time */
      at: string;
      note: string | null;
      outcome: components['schemas']['ExecutionOutcome'];
      /** @description What the executor returned */
      result:
        | (
            | {
                [key: string]: unknown;
              }
            | unknown[]
            | string
            | number
            | boolean
          )
        | null;
    };
    ExecutionReportWish: {
      /** @description As the claim answered it */
      fencingToken: number;
      note?: string | null;
      /** @description How the run ended */
      outcome: components['schemas']['ExecutionOutcome'];
      /** @description What came of it, up to 64 KiB */
      result?:
        | (
            | {
                [key: string]: unknown;
              }
            | unknown[]
            | string
            | number
            | boolean
          )
        | null;
    };
    /** @description With what was found until then */
    FailedVerification: {
      /** @description How often each code was found */
      counts: {
        [key: string]: number;
      };
      /** @description Of the workspace */
      events: number;
      /** @description The first 100 */
      findings: components['schemas']['VerificationFinding'][];
      /** Format: date-time */
      finishedAt: string;
      /** @description Why it came to no end */
      problem: string;
      /** Format: date-time */
      startedAt: string;
      startedBy: components['schemas']['Person'];
      /**
       * @description Of the last event of the workspace that was looked at
       * @example 4711
       */
      upTo: string | null;
    };
    FinishedVerification: {
      /** @description How often each code was found */
      counts: {
        [key: string]: number;
      };
      /** @description Of the workspace */
      events: number;
      /** @description The first 100 */
      findings: components['schemas']['VerificationFinding'][];
      /** Format: date-time */
      finishedAt: string;
      /** @description Events that were not held against the rules, or not against all */
      notJudged: number;
      /** @description Events whose personal part is sealed: its digest was checked, and no more */
      sealed: number;
      /** Format: date-time */
      startedAt: string;
      startedBy: components['schemas']['Person'];
      /**
       * @description Of the last event of the workspace that was looked at
       * @example 4711
       */
      upTo: string | null;
    };
    FoundMemory: {
      content: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: uuid */
      id: string;
      /**
       * Format: uuid
       * @description The review that it came out of
       */
      review: string;
      /** @description The session that is remembered for it */
      session: string;
      /**
       * Format: uuid
       * @description The outcome that it came out of, an event id
       */
      source: string;
    };
    FoundMemoryList: {
      /** @description Newest first */
      items: components['schemas']['FoundMemory'][];
      /** @description The `cursor` of the next page; null: there is no more. A page may be short and still have one */
      next: string | null;
    };
    GatewayMemory: {
      heapUsedBytes: number;
      /** @description Of the whole process */
      rssBytes: number;
    };
    /** @description Of the gateway that answers; others are not known to it */
    GatewayProcess: {
      eventLoop: components['schemas']['EventLoopDelay'];
      memory: components['schemas']['GatewayMemory'];
      /** @description Tells it from other gateways */
      name: string;
      /** @description Of Node.js */
      node: string;
      /** Format: date-time */
      startedAt: string;
      uptimeSeconds: number;
      /** @description Of the product */
      version: string;
    };
    GroupHolder: {
      group: string;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'group';
    };
    /** @description For whoever claimed it */
    HeldLease: {
      /** @description To be sent with every heartbeat and the report */
      fencingToken: number;
      number: number;
      /** @description How long it was claimed for */
      seconds: number;
      /**
       * Format: date-time
       * @description When it runs out unless a heartbeat comes before
       */
      until: string;
    };
    IssuedApiKey: {
      /** Format: date-time */
      expiresAt: string;
      holder: components['schemas']['ApiKeyHolder'];
      /** Format: uuid */
      id: string;
      /** Format: date-time */
      issuedAt: string;
      issuedBy: components['schemas']['Person'];
      /** @description The key itself, told once; null where the request was sent again */
      key: string | null;
      /**
       * Format: date-time
       * @description About: noted once a minute, and a moment later. Null: not known to have been used
       */
      lastUsedAt: string | null;
      /** @example nightly build */
      name: string;
      /** Format: date-time */
      revokedAt: string | null;
      revokedBy: components['schemas']['Person'] | null;
      scopes: ('ask' | 'decide' | 'execute' | 'administer')[];
      /** @enum {string} */
      status: 'in-force' | 'revoked' | 'expired';
    };
    LeaseAnswer: {
      lease: components['schemas']['HeldLease'];
    };
    LeaseHeartbeat: {
      /** @description As the claim answered it */
      fencingToken: number;
    };
    ListedReview: {
      /** @example apply */
      action: string;
      /** @description How many slots are approved, as far as they count */
      approvals: number;
      approvalsNeeded: number;
      assignee: string | null;
      changeset: string | null;
      /**
       * Format: date-time
       * @description Without a decision by then nobody can approve it any more
       */
      deadline: string | null;
      /** @description The caller may approve it now and has not decided it */
      decidable: boolean;
      /** Format: date-time */
      decidedAt: string | null;
      /** @description Whose decision made the outcome */
      decidedBy: components['schemas']['Person'] | null;
      /** @description Of the content that is up for approval now: SHA-256 over its RFC 8785 form */
      digest: string;
      /** @description By break-glass, at least once */
      forced: boolean;
      /** @description Those that hold slots */
      groups: string[];
      /** Format: uuid */
      id: string;
      labels: {
        [key: string]: string;
      };
      /** @description The human for whom an agent asks */
      onBehalfOf: string | null;
      /** Format: date-time */
      requestedAt: string;
      requester: components['schemas']['Person'];
      /** @description Counts its facts; part of the `ETag` */
      revision: number;
      session: string;
      slots: components['schemas']['SlotSummary'][];
      status: components['schemas']['ReviewStatus'];
      subjectId: string | null;
      /** @example changeset */
      subjectKind: string;
      thread: string | null;
      title: string;
      /** @description May be executed once, or for a while */
      type: components['schemas']['ReviewType'];
      /** Format: date-time */
      updatedAt: string;
      /** @description Of the content; an amendment makes the next */
      version: number;
    };
    /** @description Answers of this gateway that last, of all workspaces */
    LiveConnections: {
      /** @description Exports of the log */
      exports: number;
      /** @description Streams without an end (SSE) */
      streams: number;
      /** @description Requests that wait for a review */
      waits: number;
    };
    Me: {
      /** @enum {string} */
      credential: 'token' | 'api-key';
      email: string;
      groups: string[];
      id: string;
      issuer: string;
      /** @enum {string} */
      kind: 'human' | 'agent';
      name: string;
      /** @description The human for whom an agent asks */
      onBehalfOf: string | null;
      /** @description What an API key is good for beside reading; null: all that the caller may do */
      restrictedTo: ('ask' | 'decide' | 'execute' | 'administer')[] | null;
      roles: ('admin' | 'reviewer' | 'auditor')[];
      scopes: string[];
      slackId: string;
      /** Format: uuid */
      workspace: string;
    };
    /** @description Nothing, unless the review is PENDING */
    MissingApprovals: {
      approvals: number;
      openSlots: components['schemas']['OpenSlot'][];
      /** @description Somebody other than its amender has to approve the amended content */
      secondPerson: boolean;
    };
    NamedStatistics: {
      /** @description Requests */
      asked: number;
      /** @description Reviews that were no longer PENDING, however that came */
      closed: number;
      /** @description By verdict, forced ones included */
      decisions: components['schemas']['DecisionCounts'];
      /**
       * @description Of what was closed, what expired; null without any
       * @example 0.12
       */
      expiryRate: number | null;
      /** @description Decisions under 5 s after what they decided was there */
      fast: number;
      /**
       * @description Of all decisions, those under 5 s; null without any
       * @example 0.12
       */
      fastShare: number | null;
      /** @description From the request to the approval or rejection that ended PENDING */
      finalDecision: components['schemas']['TimesTaken'];
      /** @description From the request to the first decision */
      firstDecision: components['schemas']['TimesTaken'];
      /** @description Decisions by force */
      forced: number;
      /**
       * @description The kind, or the group
       * @example banking
       */
      name: string;
      /** @description A review may come to several, one after the other */
      outcomes: components['schemas']['OutcomeCounts'];
      /** @description Approvals of one's own request */
      selfApproved: number;
      /**
       * @description How many reviews there are now, by status: PENDING, APPROVED, REJECTED, REVOKED, EXPIRED, WITHDRAWN, PROCESSING, EXECUTED, UNKNOWN
       * @example {
       *       "APPROVED": 39,
       *       "PENDING": 3
       *     }
       */
      statuses: {
        [key: string]: number;
      };
    };
    OpenSlot: {
      holder:
        | components['schemas']['GroupHolder']
        | components['schemas']['UserHolder']
        | components['schemas']['AnyoneHolder'];
      index: number;
      /** @description Whether the caller is a member of it */
      isHeld: boolean;
    };
    OperationsAnswer: {
      database: components['schemas']['DatabaseStanding'];
      gateway: components['schemas']['GatewayProcess'];
      live: components['schemas']['LiveConnections'];
      projections: components['schemas']['Projection'][];
      reactions: components['schemas']['Reaction'][];
      /**
       * @description What tries a parked stream again, in a shell of the installation: no request does
       * @example npm run audit -- replay-parked <stream>
       */
      replayParked: string;
      store: components['schemas']['StoreStanding'];
    };
    OutcomeCounts: {
      approved: number;
      expired: number;
      rejected: number;
      revoked: number;
      withdrawn: number;
    };
    ParkedStream: {
      /** @example 4711 */
      position: string;
      reason: string;
      stream: string;
    };
    /** @description Somebody; the name is empty where it is not known */
    Person: {
      /** @example bob */
      id: string;
      /** @example Bob Example */
      name: string;
    };
    Preview: {
      principals?: components['schemas']['PreviewedPrincipal'][] | null;
      /** @description As the caller would make it */
      request: components['schemas']['PreviewedRequest'];
      /** @description Put in the place of the rule of its name */
      rule?: components['schemas']['RuleDraft'] | null;
    };
    PreviewAnswer: {
      /** @description 0: as long as the policy's `grantTtlSeconds` says */
      accessDurationSeconds: number;
      /** @description In the order given */
      approvers: components['schemas']['PreviewedApprover'][];
      /** Format: date-time */
      deadline: string | null;
      /** @description How many approved slots it would need */
      needed: number;
      policy: components['schemas']['ReviewPolicy'] | null;
      /** @description Why the request would be refused; then nothing follows */
      refusal: components['schemas']['WhyNot'] | null;
      /** @description The rule that it would obey */
      rule: components['schemas']['RuleReference'] | null;
      /** @description Whether these principals together could bring the approval, without force */
      satisfiable: boolean;
      slots: components['schemas']['PreviewedSlot'][];
      timeWindow: components['schemas']['TimeWindow'] | null;
      /** @description Every rule in the order in which they are tried */
      trials: components['schemas']['RuleTrial'][];
      /** @enum {string|null} */
      type: 'onetime' | 'jit' | null;
    };
    PreviewedApprover: {
      id: string;
      may: boolean;
      /** @description Why not */
      refusal: components['schemas']['WhyNot'] | null;
      /** @description Indices of the slots that his approval would fill */
      slots: number[];
    };
    PreviewedPrincipal: {
      groups?: string[] | null;
      /** @example bob */
      id: string;
      /**
       * @default human
       * @enum {string|null}
       */
      kind?: 'human' | 'agent' | null;
      /** @description An administrator is a member of `admin` */
      roles?: ('admin' | 'reviewer' | 'auditor')[] | null;
    };
    PreviewedRequest: {
      /** @default 0 */
      accessDurationSeconds?: number | null;
      /** @example apply */
      action: string;
      assignee?: string | null;
      /** Format: date-time */
      deadline?: string | null;
      forceApprovalGroups?: string[] | null;
      groups?: string[] | null;
      labels?: {
        [key: string]: string;
      } | null;
      minApprovals?: number | null;
      /** @example changeset */
      subjectKind: string;
      /**
       * @default onetime
       * @enum {string|null}
       */
      type?: 'onetime' | 'jit' | null;
    };
    PreviewedSlot: {
      holder:
        | components['schemas']['GroupHolder']
        | components['schemas']['UserHolder']
        | components['schemas']['AnyoneHolder'];
      index: number;
    };
    Problem: {
      /** @description Of the review, where the caller sees it, or of the rule; null where there is none */
      currentRevision?: number | null;
      /**
       * @description Of the review, where the caller sees it
       * @enum {string}
       */
      currentStatus?:
        | 'PENDING'
        | 'APPROVED'
        | 'REJECTED'
        | 'REVOKED'
        | 'EXPIRED'
        | 'WITHDRAWN'
        | 'PROCESSING'
        | 'EXECUTED'
        | 'UNKNOWN';
      /** Format: date-time */
      decidedAt?: string | null;
      decidedBy?: components['schemas']['Person'] | null;
      /** @example action: Field required */
      detail: string;
      errors?: components['schemas']['ProblemPlace'][];
      /** @example 400 */
      status: number;
      /** @example The request is not as it should be */
      title: string;
      /** @enum {string} */
      type:
        | 'urn:countersign:problem:invalid-request'
        | 'urn:countersign:problem:unauthenticated'
        | 'urn:countersign:problem:foreign-origin'
        | 'urn:countersign:problem:other-principal'
        | 'urn:countersign:problem:agents-cannot-decide'
        | 'urn:countersign:problem:insufficient-scope'
        | 'urn:countersign:problem:self-approval'
        | 'urn:countersign:problem:not-eligible'
        | 'urn:countersign:problem:not-requester'
        | 'urn:countersign:problem:not-found'
        | 'urn:countersign:problem:method-not-allowed'
        | 'urn:countersign:problem:not-due'
        | 'urn:countersign:problem:wrong-state'
        | 'urn:countersign:problem:expired'
        | 'urn:countersign:problem:time-window-set'
        | 'urn:countersign:problem:grant-closed'
        | 'urn:countersign:problem:too-many-leases'
        | 'urn:countersign:problem:lease-lost'
        | 'urn:countersign:problem:conflict'
        | 'urn:countersign:problem:not-shown'
        | 'urn:countersign:problem:too-many-rules'
        | 'urn:countersign:problem:too-many-api-keys'
        | 'urn:countersign:problem:stale-proposal'
        | 'urn:countersign:problem:stale-rule'
        | 'urn:countersign:problem:too-large'
        | 'urn:countersign:problem:unsupported-media-type'
        | 'urn:countersign:problem:reason-required'
        | 'urn:countersign:problem:invalid-amendment'
        | 'urn:countersign:problem:unsatisfiable'
        | 'urn:countersign:problem:invalid-rule'
        | 'urn:countersign:problem:invalid-api-key'
        | 'urn:countersign:problem:idempotency-mismatch'
        | 'urn:countersign:problem:too-many-waits'
        | 'urn:countersign:problem:rate-limited'
        | 'urn:countersign:problem:internal'
        | 'urn:countersign:problem:unavailable';
    };
    /**
     * @description As the last part of a problem type
     * @enum {string}
     */
    ProblemName:
      | 'invalid-request'
      | 'unauthenticated'
      | 'foreign-origin'
      | 'other-principal'
      | 'agents-cannot-decide'
      | 'insufficient-scope'
      | 'self-approval'
      | 'not-eligible'
      | 'not-requester'
      | 'not-found'
      | 'method-not-allowed'
      | 'not-due'
      | 'wrong-state'
      | 'expired'
      | 'time-window-set'
      | 'grant-closed'
      | 'too-many-leases'
      | 'lease-lost'
      | 'conflict'
      | 'not-shown'
      | 'too-many-rules'
      | 'too-many-api-keys'
      | 'stale-proposal'
      | 'stale-rule'
      | 'too-large'
      | 'unsupported-media-type'
      | 'reason-required'
      | 'invalid-amendment'
      | 'unsatisfiable'
      | 'invalid-rule'
      | 'invalid-api-key'
      | 'idempotency-mismatch'
      | 'too-many-waits'
      | 'rate-limited'
      | 'internal'
      | 'unavailable';
    ProblemPlace: {
      /** @example Field required */
      detail: string;
      header?: string;
      /** @description A parameter of the path or the query */
      parameter?: string;
      /**
       * @description A JSON Pointer into the body, as a URI fragment
       * @example #/action
       */
      pointer?: string;
    };
    Projection: {
      /** @description How often the tables of this version were built */
      build: number;
      /** @description That it stands still; the log of the gateway says why */
      error: string | null;
      /** @example 4711 */
      head: string | null;
      /** @description In positions of the log, which are no numbers of events */
      lagPositions: number;
      lagSeconds: number;
      name: string;
      /** @description The workspace's streams whose events could not be applied */
      parked: components['schemas']['ParkedStream'][];
      /** @example 4711 */
      position: string | null;
      /**
       * @description Whether this gateway writes the tables
       * @enum {string}
       */
      role: 'projecting' | 'standby';
      /** @enum {string} */
      state: 'live' | 'catching-up' | 'stopped' | 'building';
      version: number;
    };
    ProjectionsAnswer: {
      projections: components['schemas']['Projection'][];
      reactions: components['schemas']['Reaction'][];
    };
    ProposalVersion: {
      /** Format: date-time */
      at: string;
      /** @description The id of whoever made it: the requester, or an amender */
      by: string;
      digest: string;
      version: number;
    };
    Reaction: {
      /** @description How much is due; null: not known */
      due: number | null;
      /** @description Whether this gateway runs it */
      holder: boolean;
      name: string;
      /** @description How much of it is not tried any more; at most 100 */
      parked: number;
      /** @description That this gateway would not run it; its log says why */
      problem: string | null;
      /** @description How far its clock is ahead of the others; null: not known */
      skewMs: number | null;
      /** @description How much of it has failed often */
      stuck: number;
    };
    RefusedDecision: {
      /** Format: date-time */
      at: string;
      /** @description Who decided, an id */
      by: string;
      /** @description As the last part of a problem type */
      code: components['schemas']['ProblemName'];
      /** @enum {string} */
      verdict: 'approve' | 'reject' | 'revoke';
    };
    RefusedScene: {
      /**
       * @description Of the refusal
       * @example reason-required
       */
      code: string;
      /** @example amendedDiff */
      scene: string;
    };
    Review: {
      /** @description 0: as the policy says */
      accessDurationSeconds: number;
      /**
       * Format: date-time
       * @description The end of access, once it is approved
       */
      accessUntil: string | null;
      /** @example apply */
      action: string;
      /** @description How many slots are approved, as far as they count */
      approvals: number;
      approvalsNeeded: number;
      assignee: string | null;
      /** @description Remembered once it is approved */
      candidateMemories: string[];
      changeset: string | null;
      /**
       * Format: date-time
       * @description Without a decision by then nobody can approve it any more
       */
      deadline: string | null;
      /** Format: date-time */
      decidedAt: string | null;
      /** @description Whose decision made the outcome */
      decidedBy: components['schemas']['Person'] | null;
      decisions: components['schemas']['ReviewDecision'][];
      /** @description Of the content that is up for approval now: SHA-256 over its RFC 8785 form */
      digest: string;
      /**
       * @description Once EXECUTED
       * @enum {string|null}
       */
      execution: 'succeeded' | 'failed' | null;
      extraEntries: components['schemas']['ReviewExtraEntry'][];
      /** @description Beside UNKNOWN */
      finding: components['schemas']['ExecutionFinding'] | null;
      /** @description By break-glass, at least once */
      forced: boolean;
      /** @description Those that hold slots */
      groups: string[];
      /** Format: uuid */
      id: string;
      labels: {
        [key: string]: string;
      };
      /** @description All that are running, and the latest of the others */
      leases: components['schemas']['ReviewLease'][];
      missing: components['schemas']['MissingApprovals'];
      /** @description The human for whom an agent asks */
      onBehalfOf: string | null;
      /** @description What is up for approval, in its current version */
      payload: {
        [key: string]: unknown;
      };
      /** @description Null for a review as it was, also where a write that was made before is answered again */
      permissions: components['schemas']['ReviewPermissions'] | null;
      policy: components['schemas']['ReviewPolicy'];
      rationale: string | null;
      /** Format: date-time */
      requestedAt: string;
      requester: components['schemas']['Person'];
      /** @description Counts its facts; part of the `ETag` */
      revision: number;
      session: string;
      slots: components['schemas']['ReviewSlot'][];
      status: components['schemas']['ReviewStatus'];
      subjectId: string | null;
      /** @example changeset */
      subjectKind: string;
      thread: string | null;
      timeWindow: components['schemas']['TimeWindow'] | null;
      title: string;
      toolCall: string | null;
      turn: string | null;
      /** @description May be executed once, or for a while */
      type: components['schemas']['ReviewType'];
      /** Format: date-time */
      updatedAt: string;
      /** @description Of the content; an amendment makes the next */
      version: number;
      versions: components['schemas']['ProposalVersion'][];
      withdrawn: components['schemas']['ReviewWithdrawal'] | null;
    };
    /** @description One decision in the order given, standing or replaced */
    ReviewDecision: {
      amendments:
        | (
            | {
                [key: string]: unknown;
              }
            | string
          )
        | null;
      /** Format: date-time */
      at: string;
      by: components['schemas']['Person'];
      /** Format: uuid */
      eventId: string;
      forced: boolean;
      note: string | null;
      /**
       * Format: uuid
       * @description Null where the status stayed
       */
      outcomeEventId: string | null;
      selfApproved: boolean;
      /** @description The indices of the slots it filled */
      slots: number[];
      verdict: components['schemas']['Verdict'];
      /** @description The version of the content that was decided */
      version: number;
      /** @description An amendment or a later decision of the same person has taken its place */
      voided: boolean;
    };
    ReviewDecisionItem: {
      /** @description With `approve`: a JSON Merge Patch on the payload, or a text for its `content` */
      amendments?:
        | (
            | {
                [key: string]: unknown;
              }
            | string
          )
        | null;
      /**
       * @description Break-glass, for force groups
       * @default false
       */
      force?: boolean | null;
      /**
       * Format: uuid
       * @description The review's id
       */
      id: string;
      note?: string | null;
      /** @description The digest of what the caller looked at: of anything else it is 412 */
      seenDigest?: string | null;
      /** @description As `If-Match` of one decision */
      seenRevision?: number | null;
      verdict: components['schemas']['Verdict'];
    };
    ReviewDecisionItems: {
      items: components['schemas']['ReviewDecisionItem'][];
    };
    ReviewDecisionResults: {
      /** @description One an item, in the order of the items */
      results: (components['schemas']['DecidedItem'] | components['schemas']['UndecidedItem'])[];
    };
    ReviewDecisionWish: {
      /** @description With `approve`: a JSON Merge Patch on the payload, or a text for its `content` */
      amendments?:
        | (
            | {
                [key: string]: unknown;
              }
            | string
          )
        | null;
      /**
       * @description Break-glass, for force groups
       * @default false
       */
      force?: boolean | null;
      note?: string | null;
      /** @description The digest of what the caller looked at: of anything else it is 412 */
      seenDigest?: string | null;
      /** @description With `approve`, once */
      timeWindow?: components['schemas']['ReviewTimeWindowWish'] | null;
      verdict: components['schemas']['Verdict'];
    };
    /** @description One recorded fact */
    ReviewEvent: {
      /** @enum {string} */
      api: 'access' | 'approvals' | 'outputs' | 'native' | 'reaction';
      /** Format: date-time */
      at: string;
      /** @description Null: the clock */
      by: components['schemas']['Person'] | null;
      commandId: string;
      /** @description The fact itself, as it is stored; times in it are UTC milliseconds. Of people only `id`, `name`, `kind` and `onBehalfOf`, but for administrators and auditors */
      data: {
        [key: string]: unknown;
      };
      /** Format: uuid */
      eventId: string;
      /** @description In the log, a decimal string */
      position: string;
      /**
       * Format: date-time
       * @description By the clock of the store
       */
      recordedAt: string;
      revision: number;
      /**
       * @description The fact in plain English, for people; no format: it may read better in a later version
       * @example Bob Example (bob) approved version 1, in the 1st slot, noting "fine".
       */
      sentence: string;
      /** @example ReviewApproved */
      type: string;
    };
    ReviewEvents: {
      items: components['schemas']['ReviewEvent'][];
      /** @description The `from` of the next page; null: there is no more */
      next: number | null;
    };
    /** @description A decision beside the slots; it is never counted */
    ReviewExtraEntry: {
      /** Format: date-time */
      at: string | null;
      by: components['schemas']['Person'] | null;
      /** @description Break-glass */
      forced: boolean;
      /** @description Under which it is shown, empty for none */
      group: string;
      /** Format: uuid */
      id: string;
      selfApproved: boolean;
      /** @enum {string} */
      status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'REVOKED';
      /** @description An approval stood here and an amendment voided it */
      voided: boolean;
    };
    /** @description One use of the grant */
    ReviewLease: {
      by: components['schemas']['Person'];
      /** Format: date-time */
      claimedAt: string;
      number: number;
      report: components['schemas']['ExecutionReport'] | null;
      /**
       * @description What let him claim
       * @enum {string}
       */
      right: 'requester' | 'admin' | 'scope';
      /** @enum {string} */
      status: 'running' | 'reported' | 'lost';
      /**
       * Format: date-time
       * @description When it runs out unless it is extended
       */
      until: string;
    };
    ReviewList: {
      items: components['schemas']['ListedReview'][];
      /** @description The `cursor` of the next page; null: there is no more. A page may be short and still have one */
      next: string | null;
    };
    /** @description What the caller may do with the review now: null where he may, else why not */
    ReviewPermissions: {
      approve: components['schemas']['WhyNot'] | null;
      claim: components['schemas']['WhyNot'] | null;
      forceApprove: components['schemas']['WhyNot'] | null;
      forceReject: components['schemas']['WhyNot'] | null;
      forceRevoke: components['schemas']['WhyNot'] | null;
      reassign: components['schemas']['WhyNot'] | null;
      reconcile: components['schemas']['WhyNot'] | null;
      reject: components['schemas']['WhyNot'] | null;
      revoke: components['schemas']['WhyNot'] | null;
      withdraw: components['schemas']['WhyNot'] | null;
    };
    /** @description What the review obeys for its whole life */
    ReviewPolicy: {
      /** @enum {string} */
      amending: 'allowed' | 'second-person' | 'forbidden';
      /** @description Each person counts for one slot */
      distinctApprovers: boolean;
      forbidAdminSelfApproval: boolean;
      /** @description Whose members may decide at once */
      forceApprovalGroups: string[];
      /** @description How long an approval lasts where no access duration is given */
      grantTtlSeconds: number;
      /** @description 0: all slots */
      minApprovals: number;
      reasonRequired: ('approve' | 'reject' | 'revoke' | 'force')[];
      /** @description The matched rule; null where the request alone counted */
      rule: string | null;
      ruleRevision: number | null;
    };
    ReviewReassignment: {
      /** @description Null: nobody */
      assignee: string | null;
      note?: string | null;
    };
    ReviewRequest: {
      /**
       * @description 0: as the rule says
       * @default 0
       */
      accessDurationSeconds?: number | null;
      /** @example apply */
      action: string;
      /** @description The only approver where there is neither a rule nor a group, else a hint */
      assignee?: string | null;
      /** @description Remembered once it is approved */
      candidateMemories?: string[] | null;
      changeset?: string | null;
      /**
       * Format: date-time
       * @description Without a decision by then it expires
       */
      deadline?: string | null;
      /** @description Whose members may decide at once */
      forceApprovalGroups?: string[] | null;
      /** @description Each needs an approval */
      groups?: string[] | null;
      /** @description No key is empty or has a colon */
      labels?: {
        [key: string]: string;
      } | null;
      /** @description 0: all */
      minApprovals?: number | null;
      /** @description What is to be approved, up to 512 KiB */
      payload: {
        [key: string]: unknown;
      };
      rationale?: string | null;
      /** @description Without one: the thread, else the review's own id */
      session?: string | null;
      subjectId?: string | null;
      /** @example changeset */
      subjectKind: string;
      thread?: string | null;
      /** @description Without one: action and subject kind */
      title?: string | null;
      toolCall?: string | null;
      turn?: string | null;
      /**
       * @default onetime
       * @enum {string|null}
       */
      type?: 'onetime' | 'jit' | null;
    };
    /** @description One approval that is needed */
    ReviewSlot: {
      /** Format: date-time */
      at: string | null;
      by: components['schemas']['Person'] | null;
      /** @description Break-glass */
      forced: boolean;
      holder:
        | components['schemas']['GroupHolder']
        | components['schemas']['UserHolder']
        | components['schemas']['AnyoneHolder'];
      /** Format: uuid */
      id: string;
      selfApproved: boolean;
      /** @enum {string} */
      status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'REVOKED';
      /** @description An approval stood here and an amendment voided it */
      voided: boolean;
    };
    ReviewStatistics: {
      /** @description Requests */
      asked: number;
      /** @description Reviews that were no longer PENDING, however that came */
      closed: number;
      /** @description By verdict, forced ones included */
      decisions: components['schemas']['DecisionCounts'];
      /**
       * @description Of what was closed, what expired; null without any
       * @example 0.12
       */
      expiryRate: number | null;
      /** @description Decisions under 5 s after what they decided was there */
      fast: number;
      /**
       * @description Of all decisions, those under 5 s; null without any
       * @example 0.12
       */
      fastShare: number | null;
      /** @description From the request to the approval or rejection that ended PENDING */
      finalDecision: components['schemas']['TimesTaken'];
      /** @description From the request to the first decision */
      firstDecision: components['schemas']['TimesTaken'];
      /** @description Decisions by force */
      forced: number;
      /** @description A review may come to several, one after the other */
      outcomes: components['schemas']['OutcomeCounts'];
      /** @description Approvals of one's own request */
      selfApproved: number;
      /**
       * @description How many reviews there are now, by status: PENDING, APPROVED, REJECTED, REVOKED, EXPIRED, WITHDRAWN, PROCESSING, EXECUTED, UNKNOWN
       * @example {
       *       "APPROVED": 39,
       *       "PENDING": 3
       *     }
       */
      statuses: {
        [key: string]: number;
      };
    };
    /** @enum {string} */
    ReviewStatus:
      | 'PENDING'
      | 'APPROVED'
      | 'REJECTED'
      | 'REVOKED'
      | 'EXPIRED'
      | 'WITHDRAWN'
      | 'PROCESSING'
      | 'EXECUTED'
      | 'UNKNOWN';
    ReviewSummary: {
      /** @example apply */
      action: string;
      /** @description How many slots are approved, as far as they count */
      approvals: number;
      approvalsNeeded: number;
      assignee: string | null;
      changeset: string | null;
      /**
       * Format: date-time
       * @description Without a decision by then nobody can approve it any more
       */
      deadline: string | null;
      /** Format: date-time */
      decidedAt: string | null;
      /** @description Whose decision made the outcome */
      decidedBy: components['schemas']['Person'] | null;
      /** @description Of the content that is up for approval now: SHA-256 over its RFC 8785 form */
      digest: string;
      /** @description By break-glass, at least once */
      forced: boolean;
      /** @description Those that hold slots */
      groups: string[];
      /** Format: uuid */
      id: string;
      labels: {
        [key: string]: string;
      };
      /** @description The human for whom an agent asks */
      onBehalfOf: string | null;
      /** Format: date-time */
      requestedAt: string;
      requester: components['schemas']['Person'];
      /** @description Counts its facts; part of the `ETag` */
      revision: number;
      session: string;
      slots: components['schemas']['SlotSummary'][];
      status: components['schemas']['ReviewStatus'];
      subjectId: string | null;
      /** @example changeset */
      subjectKind: string;
      thread: string | null;
      title: string;
      /** @description May be executed once, or for a while */
      type: components['schemas']['ReviewType'];
      /** Format: date-time */
      updatedAt: string;
      /** @description Of the content; an amendment makes the next */
      version: number;
    };
    ReviewTimeWindowWish: {
      /**
       * @description Included; before the start it crosses midnight
       * @example 18:00
       */
      end: string;
      /**
       * @description HH:MM in 24-hour format, UTC
       * @example 08:00
       */
      start: string;
    };
    /**
     * @description May be executed once, or for a while
     * @enum {string}
     */
    ReviewType: 'onetime' | 'jit';
    ReviewWithdrawal: {
      /** Format: date-time */
      at: string;
      by: components['schemas']['Person'];
      /** Format: uuid */
      eventId: string;
      note: string | null;
    };
    ReviewWithdrawalWish: {
      note?: string | null;
    };
    Rule: {
      accessDurationSeconds: number | null;
      /** @enum {string|null} */
      amending: 'allowed' | 'second-person' | 'forbidden' | null;
      description: string;
      distinctApprovers: boolean;
      forbidAdminSelfApproval: boolean;
      forceApprovalGroups: string[];
      grantTtlSeconds: number | null;
      groups: string[];
      match: components['schemas']['RuleMatch'];
      minApprovals: number;
      /** @example payments */
      name: string;
      priority: number;
      reasonRequired: ('approve' | 'reject' | 'revoke' | 'force')[];
      /** @description Pinned on every review that the rule matched; part of the `ETag` */
      revision: number;
      /** Format: date-time */
      setAt: string;
      setBy: components['schemas']['Person'];
      timeWindow: components['schemas']['TimeWindow'] | null;
      ttlSeconds: number | null;
      /** @enum {string|null} */
      type: 'onetime' | 'jit' | null;
    };
    /** @description A rule that is not set */
    RuleDraft: {
      /**
       * @description The longest access; a request may ask for less. Null: as it says
       * @default null
       */
      accessDurationSeconds?: number | null;
      /**
       * @description Null: as the action has it
       * @default null
       * @enum {string|null}
       */
      amending?: 'allowed' | 'second-person' | 'forbidden' | null;
      /** @default  */
      description?: string | null;
      /**
       * @description One person counts for one slot
       * @default false
       */
      distinctApprovers?: boolean | null;
      /** @default false */
      forbidAdminSelfApproval?: boolean | null;
      /** @description Groups whose members may break the glass */
      forceApprovalGroups?: string[] | null;
      /**
       * @description How long an approval lasts. Null: 24 h, jit 15 min
       * @default null
       */
      grantTtlSeconds?: number | null;
      /** @description A slot for each: a group, `user:<id>`, or `*` for anyone with role reviewer or admin. None: one open slot */
      groups?: string[] | null;
      /** @description Every part must hold; an empty one holds for all */
      match?: components['schemas']['RuleMatchWish'] | null;
      /**
       * @description 0: all slots
       * @default 0
       */
      minApprovals?: number | null;
      name: string;
      /**
       * @description The lowest is tried first, equals by name
       * @default 100
       */
      priority?: number | null;
      /** @description What needs a note */
      reasonRequired?: ('approve' | 'reject' | 'revoke' | 'force')[] | null;
      /**
       * @description In UTC; no approval sets another
       * @default null
       */
      timeWindow?: components['schemas']['TimeWindowWish'] | null;
      /**
       * @description How long a request may be pending. Null: as it says itself
       * @default null
       */
      ttlSeconds?: number | null;
      /**
       * @description Null: the request's own
       * @default null
       * @enum {string|null}
       */
      type?: 'onetime' | 'jit' | null;
    };
    /** @description One change of a rule */
    RuleEvent: {
      /** @description What it came through */
      api: string;
      /** Format: date-time */
      at: string;
      by: components['schemas']['Person'];
      /** Format: uuid */
      eventId: string;
      /** @description In the log, a decimal string */
      position: string;
      /**
       * Format: date-time
       * @description By the clock of the store
       */
      recordedAt: string;
      /** @description Of the rule that it made; pinned on the reviews that this one matched */
      revision: number;
      /** @description As it then was; null where it was deleted */
      rule: components['schemas']['Rule'] | null;
      /**
       * @description The fact in plain English, for people; no format: it may read better in a later version
       * @example Bob Example (bob) approved version 1, in the 1st slot, noting "fine".
       */
      sentence: string;
      /** @enum {string} */
      type: 'RuleSet' | 'RuleDeleted';
    };
    RuleEvents: {
      /** @description The latest first */
      items: components['schemas']['RuleEvent'][];
      /** @description The `before` of the next page. Null: there is no more. A page may be short, or empty, and still have one */
      next: string | null;
      /** @description Revisions of changes between these that cannot be read; of this rule, or of another one */
      unreadable: number[];
    };
    RuleLabel: {
      key: string;
      value: string;
    };
    RuleLabels: {
      /** @description Each of these with exactly this value */
      allOf?: {
        [key: string]: string;
      } | null;
      /** @description At least one of these, beside all of `allOf` */
      anyOf?: components['schemas']['RuleLabel'][] | null;
    };
    RuleList: {
      /** @description In the order in which they are tried */
      items: components['schemas']['Rule'][];
    };
    RuleMatch: {
      actions: string[];
      kinds: string[];
      labels: components['schemas']['RuleMatchLabels'];
    };
    RuleMatchLabels: {
      allOf: {
        [key: string]: string;
      };
      anyOf: components['schemas']['RuleLabel'][];
    };
    RuleMatchWish: {
      /** @description Any of these actions; empty: all */
      actions?: string[] | null;
      /** @description Any of these kinds of subject; empty: all */
      kinds?: string[] | null;
      labels?: components['schemas']['RuleLabels'] | null;
    };
    RuleReference: {
      name: string;
      /** @description Null: it is the draft */
      revision: number | null;
    };
    RuleTrial: {
      /**
       * @description The first part that does not hold; null: it matches
       * @enum {string|null}
       */
      mismatch: 'kind' | 'action' | 'labels-all-of' | 'labels-any-of' | null;
      name: string;
    };
    RuleWish: {
      /**
       * @description The longest access; a request may ask for less. Null: as it says
       * @default null
       */
      accessDurationSeconds?: number | null;
      /**
       * @description Null: as the action has it
       * @default null
       * @enum {string|null}
       */
      amending?: 'allowed' | 'second-person' | 'forbidden' | null;
      /** @default  */
      description?: string | null;
      /**
       * @description One person counts for one slot
       * @default false
       */
      distinctApprovers?: boolean | null;
      /** @default false */
      forbidAdminSelfApproval?: boolean | null;
      /** @description Groups whose members may break the glass */
      forceApprovalGroups?: string[] | null;
      /**
       * @description How long an approval lasts. Null: 24 h, jit 15 min
       * @default null
       */
      grantTtlSeconds?: number | null;
      /** @description A slot for each: a group, `user:<id>`, or `*` for anyone with role reviewer or admin. None: one open slot */
      groups?: string[] | null;
      /** @description Every part must hold; an empty one holds for all */
      match?: components['schemas']['RuleMatchWish'] | null;
      /**
       * @description 0: all slots
       * @default 0
       */
      minApprovals?: number | null;
      /**
       * @description The lowest is tried first, equals by name
       * @default 100
       */
      priority?: number | null;
      /** @description What needs a note */
      reasonRequired?: ('approve' | 'reject' | 'revoke' | 'force')[] | null;
      /**
       * @description In UTC; no approval sets another
       * @default null
       */
      timeWindow?: components['schemas']['TimeWindowWish'] | null;
      /**
       * @description How long a request may be pending. Null: as it says itself
       * @default null
       */
      ttlSeconds?: number | null;
      /**
       * @description Null: the request's own
       * @default null
       * @enum {string|null}
       */
      type?: 'onetime' | 'jit' | null;
    };
    RunningVerification: {
      /** @description Of the workspace, looked at so far */
      events: number;
      /** @description So far */
      findings: number;
      /**
       * @description Of the last event of the workspace that was looked at
       * @example 4711
       */
      position: string | null;
      /** @description How much of the whole log it has read, per cent */
      share: number | null;
      /** Format: date-time */
      startedAt: string;
      startedBy: components['schemas']['Person'];
    };
    SessionMemories: {
      /** @description Oldest first, with `q` newest first */
      items: components['schemas']['SessionMemory'][];
      /** @description The `cursor` of the next page; null: there is no more */
      next: string | null;
    };
    SessionMemory: {
      content: string;
      /** Format: date-time */
      createdAt: string;
      /** Format: uuid */
      id: string;
      /**
       * Format: uuid
       * @description The review that it came out of
       */
      review: string;
      /**
       * Format: uuid
       * @description The outcome that it came out of, an event id
       */
      source: string;
    };
    SignInOptions: {
      /** @description Whom `POST /session/development` signs in; none outside of development, nor for a request that is not of this machine */
      development: components['schemas']['DevelopmentPrincipal'][];
      /** @enum {string} */
      environment: 'production' | 'development';
      /**
       * @description Where a browser goes to sign in at the OpenID provider; takes `returnTo`. Null: there is none
       * @example /session/login
       */
      provider: string | null;
      /**
       * @description Of the product; null in production, where only who oversees it is told
       * @example 0.1.0
       */
      version: string | null;
    };
    SignedIn: {
      email: string;
      /**
       * Format: date-time
       * @description When the token stops counting
       */
      expiresAt: string;
      groups: string[];
      id: string;
      /** @enum {string} */
      kind: 'human' | 'agent';
      name: string;
      roles: string[];
      /** Format: uuid */
      workspace: string;
    };
    SignedOut: {
      /** @description Where somebody signs out of the OpenID provider too; null where nothing is known */
      providerSignOut: string | null;
    };
    SimulatedReview: {
      /** @description `would` is not what it `was` */
      isChanged: boolean;
      /** @description How many of them would be missing */
      missing: number;
      /** @description How many approved slots it would have needed */
      needed: number;
      /**
       * @description Why the request would have been refused
       * @enum {string|null}
       */
      refusal:
        | 'invalid-request'
        | 'unauthenticated'
        | 'foreign-origin'
        | 'other-principal'
        | 'agents-cannot-decide'
        | 'insufficient-scope'
        | 'self-approval'
        | 'not-eligible'
        | 'not-requester'
        | 'not-found'
        | 'method-not-allowed'
        | 'not-due'
        | 'wrong-state'
        | 'expired'
        | 'time-window-set'
        | 'grant-closed'
        | 'too-many-leases'
        | 'lease-lost'
        | 'conflict'
        | 'not-shown'
        | 'too-many-rules'
        | 'too-many-api-keys'
        | 'stale-proposal'
        | 'stale-rule'
        | 'too-large'
        | 'unsupported-media-type'
        | 'reason-required'
        | 'invalid-amendment'
        | 'unsatisfiable'
        | 'invalid-rule'
        | 'invalid-api-key'
        | 'idempotency-mismatch'
        | 'too-many-waits'
        | 'rate-limited'
        | 'internal'
        | 'unavailable'
        | null;
      /** @description Decisions that would not have passed */
      refused: components['schemas']['RefusedDecision'][];
      /** Format: date-time */
      requestedAt: string;
      /** Format: uuid */
      review: string;
      /** @description The rule that it would obey */
      ruleAfter: components['schemas']['RuleReference'] | null;
      /** @description The rule that it obeys */
      ruleBefore: components['schemas']['RuleReference'] | null;
      title: string;
      /** @description Its history cannot be replayed: it `was` as it is now, and what it `would` be is not known */
      unreadable: boolean;
      /** @description What the decisions made of it; what came after them left out */
      was: components['schemas']['ReviewStatus'];
      /**
       * @description What they would have made of it; null: not even asked for
       * @enum {string|null}
       */
      would:
        | 'PENDING'
        | 'APPROVED'
        | 'REJECTED'
        | 'REVOKED'
        | 'EXPIRED'
        | 'WITHDRAWN'
        | 'PROCESSING'
        | 'EXECUTED'
        | 'UNKNOWN'
        | null;
    };
    Simulation: {
      /** @default 100 */
      last?: number;
      /** @description Instead of `rule`: the name of a rule to do without */
      remove?: string | null;
      /** @description Put in the place of the rule of its name */
      rule?: components['schemas']['RuleDraft'] | null;
    };
    SimulationAnswer: {
      changed: number;
      /** @description The changed ones first, each part newest first */
      items: components['schemas']['SimulatedReview'][];
      /** @description How many of the last ones were looked at, from the newest: fewer than `last` where time ran out */
      reviewed: number;
    };
    /** @description One of the approvals that are wanted, and how it stands */
    SlotSummary: {
      holder:
        | components['schemas']['GroupHolder']
        | components['schemas']['UserHolder']
        | components['schemas']['AnyoneHolder'];
      /** @enum {string} */
      status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'REVOKED';
    };
    Statistics: {
      backlog: components['schemas']['Backlog'];
      /** @description Every day of the range */
      days: components['schemas']['DayStatistics'][];
      /**
       * Format: date
       * @example 2026-03-01
       */
      from: string;
      /** @description By group that holds a slot: the 50 with the most reviews */
      groups: components['schemas']['NamedStatistics'][];
      /** @description By kind of subject: the 50 with the most reviews */
      kinds: components['schemas']['NamedStatistics'][];
      overall: components['schemas']['ReviewStatistics'];
      /**
       * Format: date
       * @example 2026-03-30
       */
      to: string;
    };
    StoreStanding: {
      /**
       * @description The position of its last event
       * @example 4711
       */
      head: string | null;
      /** @description Whether it answers this gateway */
      isReachable: boolean;
      /**
       * @description `external`: an EventStoreDB or KurrentDB
       * @enum {string}
       */
      kind: 'embedded' | 'external';
      /**
       * Format: date-time
       * @description Of the workspace, as far as the views have come; by the clock of the store
       */
      lastEventAt: string | null;
    };
    /** @description Daily, UTC, both ends included; a start after its end crosses midnight */
    TimeWindow: {
      /** @example 18:00 */
      end: string;
      /** @example 08:00 */
      start: string;
    };
    TimeWindowWish: {
      /** @example 17:00 */
      end: string;
      /** @example 09:00 */
      start: string;
    };
    /** @description Seconds, each within 5 % */
    TimesTaken: {
      /** @description How many they are of */
      count: number;
      /**
       * @description Half took no longer; null of none
       * @example 41.5
       */
      p50: number | null;
      /**
       * @description Nine of ten took no longer
       * @example 41.5
       */
      p90: number | null;
      /**
       * @description 99 of 100 took no longer
       * @example 41.5
       */
      p99: number | null;
    };
    UndecidedItem: {
      /** @description As it was sent */
      id: string;
      problem: components['schemas']['Problem'];
      /** @example 409 */
      status: number;
    };
    UserHolder: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      kind: 'user';
      user: string;
    };
    /** @enum {string} */
    Verdict: 'approve' | 'reject' | 'revoke';
    Verification: {
      /** @description One that was begun after that, and came to no end */
      failed: components['schemas']['FailedVerification'] | null;
      /** @description The gateway that remembers this, until it stops: others know nothing of it */
      gateway: string;
      /** @description The last that came to its end; null: none has since the gateway began */
      last: components['schemas']['FinishedVerification'] | null;
      running: components['schemas']['RunningVerification'] | null;
      /**
       * @description While one runs `running`, else how the last one ended
       * @enum {string}
       */
      state: 'never' | 'running' | 'clean' | 'findings' | 'failed';
    };
    /** @description What is wrong with one recorded event, or beside it */
    VerificationFinding: {
      /** @example broken-chain */
      code: string;
      eventId: string;
      /** @example 4711 */
      position: string;
      revision: string;
      /** @description In plain English */
      sentence: string;
      stream: string;
      /** @example ReviewApproved */
      type: string;
    };
    /** @description The problem that would be answered */
    WhyNot: {
      detail: string;
      /** @example urn:countersign:problem:self-approval */
      type: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SignedIn'];
        };
      };
      /** @description Nobody is */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description The credential is of somebody else than `X-Expected-Principal` names */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description Tokens cannot be verified now */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
    };
  };
  signIn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SignedIn'];
        };
      };
      /** @description No JSON Web Token, or not in `Authorization: Bearer` */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description No credential, or one that is not believed */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description A browser says that another site asks for it */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description Browsers keep no cookie that large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description Tokens cannot be verified now */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
    };
  };
  signOut: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SignedOut'];
        };
      };
      /** @description A browser says that another site asks for it. The cookie names somebody else than `X-Expected-Principal`, verified or not, and has not expired */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
    };
  };
  signInForDevelopment: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DevelopmentSignIn'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SignedIn'];
        };
      };
      /** @description No such principal */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description A browser says that another site asks for it, or the name that was asked is not this machine’s */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
      /** @description This is not development, `DEVELOPMENT_SIGN_IN` is off, or the request is not of this machine */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            message: string;
          };
        };
      };
    };
  };
  getSignInOptions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SignInOptions'];
        };
      };
    };
  };
  listApiKeys: {
    parameters: {
      query?: {
        /** @description Keys of a page */
        limit?: number;
        /** @description `next` of the page before */
        cursor?: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiKeyList'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  issueApiKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ApiKeyWish'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IssuedApiKey'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `agents-cannot-decide`: Agents cannot decide. `not-eligible`: Not eligible to do this. `insufficient-scope`: The credential was not given for this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Too many decided at once. `too-many-api-keys`: The workspace has as many API keys as it may have */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request. `invalid-api-key`: There can be no such API key
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getApiKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiKey'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeApiKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It counts no more, since now or before */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `agents-cannot-decide`: Agents cannot decide. `not-eligible`: Not eligible to do this. `insufficient-scope`: The credential was not given for this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listAuditEvents: {
    parameters: {
      query?: {
        /** @description One of these types */
        type?: string[];
        /** @description By whom, an id */
        actor?: string;
        /** @description Of a review, and of memories that came out of it */
        review?: string;
        /** @description Of the reviews of a session, and of its memories */
        session?: string;
        /** @description Of streams of this kind */
        kind?: 'review' | 'memory' | 'rules' | 'apikeys';
        /** @description Then or later */
        from?: string;
        /** @description Before then */
        to?: string;
        /** @description Behind this position */
        after?: string;
        /** @description Before this position */
        before?: string;
        /** @description The order of positions */
        order?: 'asc' | 'desc';
        /** @description Events of a page */
        limit?: number;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditEvents'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  exportLog: {
    parameters: {
      query?: {
        /** @description From the event of the workspace at this position on; from the first one without it */
        from?: string;
        /** @description Up to and with this position, and to the end of the append that it would cut; to the end of the log without it */
        to?: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Streamed; it counts as an open stream */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example {"kind":"event","position":"4711","stream":"review-...",...}
           *     {"kind":"manifest",...}
           */
          'application/x-ndjson': string;
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests; or: `rate-limited`: Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVerification: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Verification'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startVerification: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Verification'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests; or: `rate-limited`: Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDecisions: {
    parameters: {
      query?: {
        /** @description Of this verdict */
        verdict?: 'approve' | 'reject' | 'revoke';
        /** @description By whom, an id */
        actor?: string;
        /** @description On reviews of this session */
        session?: string;
        /** @description Then or later */
        from?: string;
        /** @description Before then */
        to?: string;
        /** @description Decisions of a page */
        limit?: number;
        /** @description The `next` of the page before */
        cursor?: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          /** @description The total is not exact: there are more than 10,000, or more had to be looked at to tell than are */
          'X-Total-Capped'?: 'true';
          /** @description With `count`: how many there are; 10,001 where `X-Total-Capped` says that it is not exact */
          'X-Total-Count'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Decisions'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  makeDemoData: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      201: {
        headers: {
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DemoData'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `not-eligible`: Not eligible to do this. `insufficient-scope`: The credential was not given for this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getMe: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  searchMemories: {
    parameters: {
      query: {
        /** @description Memories of a page */
        limit?: number;
        /** @description `next` of the page before */
        cursor?: string;
        /** @description Words that all occur, whatever their case and marks; `*` behind a word: one that starts so. Newest first */
        q: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FoundMemoryList'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getOperations: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OperationsAnswer'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listProjections: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProjectionsAnswer'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listReviews: {
    parameters: {
      query?: {
        /** @description Words that all occur, whatever their case and marks; `*` behind a word: one that starts so. Newest first */
        q?: string;
        /** @description The caller may approve it now and has not decided it */
        decidable?: boolean;
        /** @description Asked for then or later */
        createdFrom?: string;
        /** @description Asked for before then */
        createdTo?: string;
        /** @description The order */
        sort?: 'newest' | 'oldest' | 'updated' | 'deadline';
        /** @description `next` of the page before, of the same sort and search */
        cursor?: string;
        /** @description Rows of a page */
        limit?: number;
        /** @description Whether to say how many there are, in `X-Total-Count` */
        count?: boolean;
        /** @description One of these */
        status?: (
          | 'PENDING'
          | 'APPROVED'
          | 'REJECTED'
          | 'REVOKED'
          | 'EXPIRED'
          | 'WITHDRAWN'
          | 'PROCESSING'
          | 'EXECUTED'
          | 'UNKNOWN'
        )[];
        /** @description The subject kind */
        kind?: string;
        /** @description The action */
        action?: string;
        /** @description The session */
        session?: string;
        /** @description The thread */
        thread?: string;
        /** @description A group that holds a slot */
        group?: string;
        /** @description The requester's id */
        requester?: string;
        /** @description The assignee's id */
        assignee?: string;
        /** @description Asked for by the caller, or for him */
        mine?: boolean;
        /** @description Labels as `key:value`, all of them */
        label?: string[];
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          /** @description The total is not exact: there are more than 10,000, or more had to be looked at to tell than are */
          'X-Total-Capped'?: 'true';
          /** @description With `count`: how many there are; 10,001 where `X-Total-Capped` says that it is not exact */
          'X-Total-Count'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReviewList'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  askReview: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReviewRequest'];
      };
    };
    responses: {
      /** @description The same request was accepted before */
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description The review's own address */
          Location?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description It is new */
      201: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description The review's own address */
          Location?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request. `unsatisfiable`: Nobody could approve the request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  decideReviews: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReviewDecisionItems'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReviewDecisionResults'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getReview: {
    parameters: {
      query?: {
        /** @description As it was at this revision */
        atRevision?: number;
        /** @description As it was at this time */
        at?: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `ETag` as an earlier answer gave it */
        'If-None-Match'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description The review is as it was under this tag */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  claimExecution: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
        /** @description An `ETag` as an earlier answer gave it: of anything else it is 412 */
        'If-Match'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['ExecutionClaim'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClaimedExecution'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `wrong-state`: The review is in another state. `expired`: The review has expired. `grant-closed`: The grant is closed. `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `stale-proposal`: The review has changed since */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  decideReview: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
        /** @description An `ETag` as an earlier answer gave it: of anything else it is 412 */
        'If-Match'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReviewDecisionWish'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `agents-cannot-decide`: Agents cannot decide. `self-approval`: Nobody approves his own request. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `wrong-state`: The review is in another state. `expired`: The review has expired. `time-window-set`: The time window is set already. `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `stale-proposal`: The review has changed since */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request. `reason-required`: A reason is required. `invalid-amendment`: The amendment cannot be applied
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getReviewEvents: {
    parameters: {
      query?: {
        /** @description The revision to begin with */
        from?: number;
        /** @description How many */
        limit?: number;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReviewEvents'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  completeExecution: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
        /** @description The lease's */
        number: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExecutionReportWish'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `lease-lost`: The lease was lost. `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  extendLease: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
        /** @description The lease's */
        number: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LeaseHeartbeat'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LeaseAnswer'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `lease-lost`: The lease was lost. `wrong-state`: The review is in another state. `grant-closed`: The grant is closed. `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  reassignReview: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
        /** @description An `ETag` as an earlier answer gave it: of anything else it is 412 */
        'If-Match'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReviewReassignment'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `agents-cannot-decide`: Agents cannot decide. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `wrong-state`: The review is in another state. `expired`: The review has expired. `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `stale-proposal`: The review has changed since */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request. `unsatisfiable`: Nobody could approve the request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  reconcileExecution: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExecutionFindingWish'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `agents-cannot-decide`: Agents cannot decide. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `wrong-state`: The review is in another state. `expired`: The review has expired. `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  waitForReview: {
    parameters: {
      query?: {
        /** @description Until it is not PENDING, or neither APPROVED nor PROCESSING either */
        for?: 'decision' | 'end';
        /** @description Seconds */
        timeout?: number;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          /** @description It is not over yet */
          'X-Timed-Out'?: 'true';
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests; or: `too-many-waits`: The caller waits for too many reviews at once */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  withdrawReview: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
        /** @description An `ETag` as an earlier answer gave it: of anything else it is 412 */
        'If-Match'?: string;
      };
      path: {
        /** @description The review's id */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['ReviewWithdrawalWish'];
      };
    };
    responses: {
      200: {
        headers: {
          /** @description `"<id>:<revision>"` of the review that is answered */
          ETag?: string;
          /** @description Where the write is in the log; left out where nothing changed */
          'X-Position'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Review'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `not-requester`: Only the requester may do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `wrong-state`: The review is in another state. `expired`: The review has expired. `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `stale-proposal`: The review has changed since */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRules: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RuleList'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  previewRules: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Preview'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PreviewAnswer'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-rule`: This can be no rule */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  simulateRule: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Simulation'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SimulationAnswer'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid-rule`: This can be no rule */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRule: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description Tags that the caller knows */
        'If-None-Match'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With its `ETag` */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Rule'];
        };
      };
      /** @description It is one of those */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  putRule: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
        /** @description `"<name>:<revision>"` as an `ETag` gave it, or `*`; else 412 */
        'If-Match'?: string;
        /** @description `*`: there must be no such rule; else 412 */
        'If-None-Match'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RuleWish'];
      };
    };
    responses: {
      /** @description There was one of this name */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Rule'];
        };
      };
      /** @description It is new */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Rule'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `foreign-origin`: The request came from another site. `agents-cannot-decide`: Agents cannot decide. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Too many decided at once. `too-many-rules`: The workspace has as many rules as it may have */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `stale-rule`: The rule has changed since */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `too-large`: The request is too large */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported-media-type`: The body is of another media type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `idempotency-mismatch`: The same Idempotency-Key came with another request
       *
       *     `idempotency-mismatch`: The same Idempotency-Key came with another request. `invalid-rule`: This can be no rule
       */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteRule: {
    parameters: {
      query?: never;
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description The same request again is answered as at first */
        'Idempotency-Key'?: string;
        /** @description `"<name>:<revision>"` as an `ETag` gave it, or `*`; else 412 */
        'If-Match'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `agents-cannot-decide`: Agents cannot decide. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `stale-rule`: The rule has changed since */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `idempotency-mismatch`: The same Idempotency-Key came with another request */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRuleEvents: {
    parameters: {
      query?: {
        /** @description The `next` of the page before */
        before?: string;
        /** @description Changes of a page */
        limit?: number;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RuleEvents'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listMemories: {
    parameters: {
      query?: {
        /** @description Memories of a page */
        limit?: number;
        /** @description `next` of the page before */
        cursor?: string;
        /** @description Words that all occur, whatever their case and marks; `*` behind a word: one that starts so. Newest first */
        q?: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionMemories'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  forgetMemory: {
    parameters: {
      query?: {
        /** @description Why; kept with the fact */
        note?: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
      };
      path: {
        id: string;
        memoryId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `agents-cannot-decide`: Agents cannot decide. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not-found`: There is no such thing */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: Too many decided at once */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getStatistics: {
    parameters: {
      query?: {
        /** @description The last day, included */
        to?: string;
        /** @description The first day */
        from?: string;
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description An `X-Position` as an earlier answer gave it: the answer is not behind it, or says `X-Stale: true` */
        'X-After-Position'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description The answer may be behind what was written */
          'X-Stale'?: 'true';
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Statistics'];
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else. `not-eligible`: Not eligible to do this */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  followChanges: {
    parameters: {
      query?: {
        /** @description The same, for clients that cannot send the header; the header counts first */
        lastEventId?: string;
        /** @description One of these */
        status?: (
          | 'PENDING'
          | 'APPROVED'
          | 'REJECTED'
          | 'REVOKED'
          | 'EXPIRED'
          | 'WITHDRAWN'
          | 'PROCESSING'
          | 'EXECUTED'
          | 'UNKNOWN'
        )[];
        /** @description The subject kind */
        kind?: string;
        /** @description The action */
        action?: string;
        /** @description The session */
        session?: string;
        /** @description The thread */
        thread?: string;
        /** @description A group that holds a slot */
        group?: string;
        /** @description The requester's id */
        requester?: string;
        /** @description The assignee's id */
        assignee?: string;
        /** @description Asked for by the caller, or for him */
        mine?: boolean;
        /** @description Labels as `key:value`, all of them */
        label?: string[];
      };
      header?: {
        /** @description For whom it is meant: `<workspace>/<id>`, each percent-encoded. Refused where the credential is another’s */
        'X-Expected-Principal'?: string;
        /** @description Go on after this id */
        'Last-Event-ID'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A stream without an end */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          /**
           * @example id: 4711
           *     event: review
           *     data: {"position":"4711","eventId":"...","type":"ReviewApproved",...}
           */
          'text/event-stream': string;
        };
      };
      /** @description Not as it should be; `errors` names what */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description No valid credential */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `other-principal`: The credential is of somebody else */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many requests */
      429: {
        headers: {
          /** @description What is left of each, and the seconds until it is whole again */
          RateLimit?: string;
          /** @description The limits, and the seconds of their window */
          'RateLimit-Policy'?: string;
          /** @description Seconds */
          'Retry-After'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description With `Retry-After` */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
