/** One field of one operation with values that it may not take, and what the answer says of each. */
interface BadField {
  readonly operation: string;
  /** A parameter of the query (its values are texts) or a field of the body. */
  readonly field: string;
  readonly values: readonly unknown[];
  readonly says: RegExp;
}

const INTEGER = /valid integer/;
const TEXT = /valid string/;
const TIME = /RFC 3339 time/;
const NOT_TEXTS = [5, true, {}, []];
const NOT_TIMES = [
  'tomorrow',
  '2026-01-01',
  '2026-02-30T00:00:00Z',
  '2026-01-01T25:00:00Z',
  '2026-01-01T00:00:00',
  '',
];
const NOT_TIMES_OF_DAY = ['24:00', '8:60', '8', '0800', '08:00:00', '8pm', '-1:00', 800, {}];
const NOT_SESSIONS = ['', 'a b', 'a/b', 'ä', 'x'.repeat(129), 5];
const long = (length: number): string => 'x'.repeat(length);
const window = (start_time: unknown, end_time: unknown): unknown => ({
  type: 'time_range',
  configuration: { start_time, end_time },
});

const inDecisions = (
  operations: readonly string[],
  fields: readonly Omit<BadField, 'operation'>[],
): BadField[] => operations.flatMap((operation) => fields.map((field) => ({ operation, ...field })));
const of = (
  operation: string,
  fields: readonly [field: string, values: readonly unknown[], says: RegExp][],
): BadField[] => fields.map(([field, values, says]) => ({ operation, field, values, says }));

export const BAD_FIELDS: readonly BadField[] = [
  ...inDecisions(
    ['PUT /api/reviews/{id}', 'PUT /api/sessions/{session_id}/review'],
    [
      {
        field: 'status',
        values: ['MAYBE', 'PENDING', 'EXPIRED', 'APPROVED ', '', null, undefined, 5, ['APPROVED'], {}],
        says: /^unknown status$/,
      },
      { field: 'time_window', values: ['08:00-18:00', 5, true], says: /time_window must be an object/ },
      { field: 'time_window', values: [{}, [], { type: 'daily' }], says: /expected time_range/ },
      {
        field: 'time_window',
        values: [{ type: 'time_range' }, window('08:00', undefined), window(null, '18:00'), window('', '')],
        says: /^both from and to time must be provided$/,
      },
      {
        field: 'time_window',
        values: NOT_TIMES_OF_DAY.map((time) => window(time, '18:00')),
        says: /^invalid start_time format, expected HH:MM in 24-hour format$/,
      },
      {
        field: 'time_window',
        values: NOT_TIMES_OF_DAY.map((time) => window('8:00', time)),
        says: /^invalid end_time format, expected HH:MM in 24-hour format$/,
      },
      { field: 'force_review', values: ['yes', 1, {}], says: /force_review: .*valid boolean/ },
      { field: 'rejection_reason', values: NOT_TEXTS, says: /rejection_reason: .*valid string/ },
      { field: 'rejection_reason', values: [long(10_001)], says: /at most 10000 characters/ },
    ],
  ),
  ...of('POST /api/sessions/{session_id}/review', [
    ['groups', ['banking', 5, {}], /groups: .*valid list/],
    ['groups', [[5], [null], [['a']]], /groups: .*valid string/],
    ['groups', [['']], /groups: .*at least 1 character/],
    ['groups', [Array.from({ length: 101 }, (_, index) => `g${index}`)], /groups: .*at most 100 items/],
    ['force_approval_groups', ['banking', 5], /force_approval_groups: .*valid list/],
    ['min_approvals', ['2', 1.5, true, [], {}], /min_approvals: .*valid integer/],
    ['min_approvals', [-1], /min_approvals: .*greater than or equal to 0/],
    ['min_approvals', [101, 9e15], /min_approvals: .*less than or equal to/],
    ['type', ['forever', 'ONETIME', 5, ''], /type: .*'onetime' or 'jit'/],
    ['access_duration_sec', ['60', 0.5, {}], /access_duration_sec: .*valid integer/],
    ['access_duration_sec', [-1], /access_duration_sec: .*greater than or equal to 0/],
    ['access_duration_sec', [1e15], /access_duration_sec: .*less than or equal to/],
    ['connection', NOT_TEXTS, /connection: .*valid string/],
    ['input', NOT_TEXTS, /input: .*valid string/],
  ]),
  ...of('GET /api/reviews', [
    ['status', ['maybe', '', 'EXPIRED', 'PENDING,APPROVED'], /^unknown status$/],
    ['status', ['PEND\u0000ING'], /U\+0000/],
    ['type', ['forever', ''], /'onetime' or 'jit'/],
    ['user', ['alice', ''], /user: .*'me'/],
    ['limit', ['x', '', '1.5', '1e3', '0x10', '9'.repeat(30), '%ff'], /limit: .*valid integer/],
    ['limit', ['0', '-1'], /limit: .*greater than or equal to 1/],
    ['offset', ['x', '1.5', ' 1'], /offset: .*valid integer/],
    ['offset', ['-1'], /offset: .*greater than or equal to 0/],
  ]),
  ...of('GET /api/v1/approvals', [
    ['status', ['maybe', 'PENDING', ''], /query.status: .*'pending', .* or 'withdrawn'/],
    ['limit', ['x', '', '1.5', '1e1', '9'.repeat(30)], INTEGER],
    ['limit', ['0', '-5'], /query.limit: .*greater than or equal to 1/],
    ['limit', ['101'], /query.limit: .*less than or equal to 100/],
    ['assignedToMe', ['maybe', '', '2', 'null'], /query.assignedToMe: .*valid boolean/],
    ['cursor', ['x', '', 'bm90IGEgcGxhY2U', '..'], /query.cursor: .*cursor as an earlier answer gave it/],
    ['subject_kind', ['a\u0000b'], /query.subject_kind: U\+0000/],
    ['thread_id', [long(256)], /query.thread_id: .*at most 255/],
  ]),
  ...of('POST /api/v1/approvals', [
    ['subjectKind', [undefined, null], /body.subjectKind: Field required/],
    ['actionKind', [undefined, null], /body.actionKind: Field required/],
    ['subjectKind', [''], /body.subjectKind: .*at least 1/],
    ['actionKind', NOT_TEXTS, /body.actionKind: .*valid string/],
    ['subjectChangesetId', NOT_TEXTS, TEXT],
    ['title', [...NOT_TEXTS], /body.title: .*valid string/],
    ['title', [long(1_001)], /body.title: .*at most 1000/],
    ['rationale', NOT_TEXTS, /body.rationale: .*valid string/],
    ['requestPayload', ['x', 5, [], true], /body.requestPayload: .*valid dictionary/],
    ['assignedUserId', [5, {}], /body.assignedUserId: .*valid string/],
    ['assignedUserId', [''], /body.assignedUserId: .*at least 1/],
    ['expiresAt', [...NOT_TIMES, 5, {}], TIME],
    ['idempotencyKey', ['', 5], /body.idempotencyKey: /],
    ['threadId', NOT_SESSIONS, /body.threadId: /],
    ['sessionId', NOT_SESSIONS, /body.sessionId: /],
    ['turnId', NOT_TEXTS, TEXT],
    ['toolCallId', NOT_TEXTS, TEXT],
    ['labels', ['x', 5, []], /body.labels: .*valid dictionary/],
    ['labels', [{ module: 5 }, { module: null }], /body.labels: .*texts/],
    ['candidateMemories', ['x', {}], /valid list/],
    ['candidateMemories', [[5]], TEXT],
  ]),
  ...inDecisions(
    ['POST /api/v1/approvals/{approval_id}/approve', 'POST /api/v1/approvals/{approval_id}/reject'],
    [
      { field: 'note', values: NOT_TEXTS, says: /body.note: .*valid string/ },
      { field: 'note', values: [long(10_001)], says: /body.note: .*at most 10000/ },
    ],
  ),
  ...of('GET /api/v1/review/history', [
    ['decision', ['approved', 'APPROVE', ''], /query.decision: .*'approve', 'reject' or 'revoke'/],
    ['limit', ['x', '', '2.0'], INTEGER],
    ['limit', ['0', '-1'], /query.limit: .*greater than or equal to 1/],
    ['limit', ['501'], /query.limit: .*less than or equal to 500/],
    ['offset', ['x'], /query.offset: .*valid integer/],
    ['offset', ['-1'], /query.offset: .*greater than or equal to 0/],
    ['offset', ['999999999999999'], /query.offset: .*less than or equal to/],
    ['from', NOT_TIMES, TIME],
    ['to', NOT_TIMES, TIME],
    ['module_name', ['a\u0000b'], /query.module_name: U\+0000/],
  ]),
  ...of('POST /api/v1/review/{session_id}/approve', [
    ['amendments', [5, true, []], /body.amendments: .*null, a valid dictionary or a valid string/],
    ['note', NOT_TEXTS, /body.note: .*valid string/],
    ['review_id', ['x', '', 5, {}], /body.review_id: .*valid UUID/],
  ]),
  ...of('POST /api/v1/review/{session_id}/reject', [
    ['reason', NOT_TEXTS, /body.reason: .*valid string/],
    ['reason', [long(10_001)], /body.reason: .*at most 10000/],
    ['review_id', ['x', '', 5], /body.review_id: .*valid UUID/],
  ]),
  ...of('GET /v1/reviews', [
    ['status', ['pending', '', 'PENDING,APPROVED'], /status: Each should be one of/],
    ['sort', ['best', ''], /sort: .*'newest', .* or 'deadline'/],
    ['limit', ['x', '0', '101'], /limit: Input should be/],
    ['createdFrom', NOT_TIMES, TIME],
    ['cursor', ['x', 'bm90IGEgcGxhY2U'], /cursor: .*cursor as an earlier answer/],
    ['q', ['', '!?', '*'], /q: (Input|String) should/],
    ['search', ['x'], /search: There is no such parameter/],
  ]),
  ...of('GET /v1/decisions', [
    ['cursor', ['x', '', '1.5.2', '-1.5'], /cursor: .*cursor as an earlier answer/],
    ['offset', ['50'], /offset: There is no such parameter/],
  ]),
  ...of('POST /v1/reviews', [
    ['subjectKind', [undefined, null], /subjectKind: Field required/],
    ['payload', ['x', 5, [], true], /payload: .*valid dictionary/],
    ['deadline', [...NOT_TIMES, 5, {}], TIME],
    ['session', NOT_SESSIONS, /session: /],
    ['actionKind', ['apply'], /actionKind: There is no such field/],
  ]),
  ...of('POST /v1/reviews/{id}/decisions', [
    ['verdict', [undefined, null, 'APPROVE', ''], /verdict: .*'approve', 'reject' or 'revoke'/],
    ['amendments', [5, true, []], /amendments: .*null, a valid dictionary or a valid string/],
    ['timeWindow', [[], 'x'], /timeWindow: .*valid dictionary/],
    ['timeWindow', [{ start: '24:00', end: '8:00' }], /timeWindow.start: .*HH:MM/],
    ['by', ['carol'], /by: There is no such field/],
  ]),
  ...of('POST /api/v1/review/{session_id}/request', [
    ['module_name', [undefined, null], /body.module_name: Field required/],
    ['module_name', ['', long(256)], /body.module_name: .*character/],
    ['review_type', [5, {}], /body.review_type: .*valid string/],
    ['content', [undefined, null], /body.content: Field required/],
    ['content', [5, {}, []], /body.content: .*valid string/],
    ['candidate_memories', ['x', {}], /valid list/],
    ['candidate_memories', [[5], [null]], TEXT],
    ['candidate_memories', [['']], /at least 1 character/],
  ]),
];
