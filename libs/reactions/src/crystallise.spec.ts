import { runIdOf } from '@countersign/memory';
import {
  decide,
  evolve,
  type ApproveReview,
  type Principal,
  type RequestReview,
  type Review,
  type ReviewCommand,
  type ReviewState,
} from '@countersign/review';
import { v5 as uuidV5 } from 'uuid';
import { crystallise } from './crystallise';

const principal = (id: string, groups: readonly string[]): Principal => ({
  id,
  issuer: 'test',
  name: id === 'nameless' ? '' : id.charAt(0).toUpperCase() + id.slice(1),
  email: `${id}@example.org`,
  slackId: '',
  kind: 'human',
  groups,
  roles: ['reviewer'],
  workspace: '11111111-1111-4111-8111-111111111111',
  onBehalfOf: null,
  credential: 'test',
  scopes: [],
  restrictedTo: null,
});
const alice = principal('alice', []);
const bob = principal('bob', ['banking']);
const carol = principal('carol', ['security']);
const erin = principal('erin', ['audit']);

const request = (overrides: Partial<RequestReview> = {}): RequestReview => ({
  kind: 'RequestReview',
  at: 1_000,
  actor: alice,
  review: '8f1f7a1e-3c43-4a63-9d0b-0d2f5f8f4f10',
  session: 'run-42',
  subject: { kind: 'workflow_output', id: null },
  action: 'accept',
  title: 'Fault schedules',
  rationale: null,
  payload: { content: 'MATCH (fs:FaultSchedule) RETURN fs', limit: 10 },
  links: { thread: null, turn: null, toolCall: null, changeset: null },
  labels: {},
  assignee: null,
  deadline: null,
  type: 'onetime',
  accessDurationSeconds: 0,
  groups: ['banking'],
  minApprovals: 0,
  forceApprovalGroups: [],
  candidateMemories: [],
  idempotencyKey: null,
  rule: null,
  ...overrides,
});
const decision = { force: false, seen: { digest: null, revision: null }, pendingOnly: false } as const;
const approve = (actor: Principal, at: number, overrides: Partial<ApproveReview> = {}): ApproveReview => ({
  kind: 'ApproveReview',
  ...decision,
  at,
  actor,
  note: null,
  amendments: null,
  timeWindow: null,
  ...overrides,
});
const reject = (actor: Principal, at: number, note: string | null): ReviewCommand => ({
  kind: 'RejectReview',
  ...decision,
  at,
  actor,
  note,
});

interface Settled {
  readonly review: Review;
  /** Ids of the outcome events. */
  readonly sources: readonly string[];
}

/** Every command must be accepted; event ids are derived from their place. */
function given(...commands: readonly ReviewCommand[]): Settled {
  let review: ReviewState = null;
  let revision = 0;
  const sources: string[] = [];
  for (const command of commands) {
    const result = decide(command, review);
    if (result.kind === 'refused') throw new Error(`${command.kind}: ${result.refusal.code}`);
    for (const event of result.events) {
      const id = uuidV5(String((revision += 1)), '11111111-1111-4111-8111-111111111111');
      if (event.type === 'ReviewApproved' || event.type === 'ReviewRejected') sources.push(id);
      review = evolve(review, event, id);
    }
  }
  if (review === null) throw new Error('nothing was asked for');
  return { review, sources };
}

const sentences = ({ review, sources }: Settled, settlement: number): readonly string[] =>
  crystallise(review, sources[settlement] ?? '').map(({ content }) => content);

describe('an approved review', () => {
  it('leaves its candidate memories as they are', () =>
    expect(
      sentences(
        given(request({ candidateMemories: ['Reactor unit 3 is the focus', ' '] }), approve(bob, 2_000)),
        0,
      ),
    ).toEqual(['Reactor unit 3 is the focus']));

  it('leaves its amendments, its notes and then its candidate memories', () =>
    expect(
      sentences(
        given(
          request({ candidateMemories: ['Reactor unit 3 is the focus'] }),
          approve(bob, 2_000, {
            amendments: 'MATCH (fs {active: true}) RETURN fs',
            note: 'Only active ones',
          }),
        ),
        0,
      ),
    ).toEqual([
      'Bob amended "Fault schedules": content is now "MATCH (fs {active: true}) RETURN fs"',
      'Bob approved "Fault schedules": Only active ones',
      'Reactor unit 3 is the focus',
    ]));

  it('tells a merge patch member by member', () =>
    expect(
      sentences(
        given(
          request(),
          approve(bob, 2_000, { amendments: { limit: null, filter: { active: true, units: [3] } } }),
        ),
        0,
      ),
    ).toEqual([
      'Bob amended "Fault schedules": limit removed; filter.active is now true; filter.units is now [3]',
    ]));

  it('leaves nothing where nobody said anything', () =>
    expect(sentences(given(request(), approve(bob, 2_000)), 0)).toEqual([]));

  it('tells what led to the approval and not what was said afterwards', () =>
    expect(
      sentences(
        given(
          request({ groups: ['banking', 'security'], minApprovals: 1 }),
          approve(bob, 2_000, { note: 'Fine' }),
          approve(carol, 3_000, { note: 'Fine too' }),
        ),
        0,
      ),
    ).toEqual(['Bob approved "Fault schedules": Fine']));

  it('tells every vote that was needed, a voided one too', () =>
    expect(
      sentences(
        given(
          request({ groups: ['banking', 'security'] }),
          approve(bob, 2_000, { note: 'Fine' }),
          approve(carol, 3_000, { amendments: { limit: 5 } }),
          approve(bob, 4_000, { note: 'Still fine' }),
        ),
        0,
      ),
    ).toEqual([
      'Bob approved "Fault schedules": Fine',
      'Carol amended "Fault schedules": limit is now 5',
      'Bob approved "Fault schedules": Still fine',
    ]));

  it('names a person without a name by his id', () =>
    expect(
      sentences(given(request(), approve(principal('nameless', ['banking']), 2_000, { note: 'Fine' })), 0),
    ).toEqual(['nameless approved "Fault schedules": Fine']));

  it('keeps a sentence once', () =>
    expect(
      sentences(given(request({ candidateMemories: ['Same', 'Same '] }), approve(bob, 2_000)), 0),
    ).toEqual(['Same']));

  it('cuts what is too long between two characters', () => {
    const [sentence = ''] = sentences(
      given(request({ title: 'T' }), approve(bob, 2_000, { note: `x${'\u{1F600}'.repeat(2_000)}` })),
      0,
    );
    expect(sentence.length).toBeLessThanOrEqual(2_001);
    expect(sentence).toMatch(/^Bob approved "T": x(\u{1F600})+…$/u);
  });
});

describe('a rejected review', () => {
  it('leaves its notes and no candidate memories', () =>
    expect(
      sentences(
        given(request({ candidateMemories: ['Never'] }), reject(bob, 2_000, 'Unfiltered, too broad')),
        0,
      ),
    ).toEqual(['Bob rejected "Fault schedules": Unfiltered, too broad']));

  it('tells the votes before the rejection too', () =>
    expect(
      sentences(
        given(
          request({ groups: ['banking', 'security'] }),
          approve(bob, 2_000, { note: 'Fine' }),
          reject(carol, 3_000, 'Not fine'),
        ),
        0,
      ),
    ).toEqual(['Bob approved "Fault schedules": Fine', 'Carol rejected "Fault schedules": Not fine']));
});

describe.each([
  ['at different times', 2_000, 3_000, 4_000],
  ['within one millisecond', 2_000, 2_000, 2_000],
])('a review that was approved and rejected later, %s', (_when, first, second, third) => {
  const settled = given(
    request({ groups: ['banking', 'security'], candidateMemories: ['Reactor unit 3'] }),
    approve(bob, first, { note: 'Fine' }),
    approve(carol, second, { note: 'Fine too' }),
    reject(bob, third, 'Not any more'),
  );

  it('still tells its approval', () =>
    expect(sentences(settled, 0)).toEqual([
      'Bob approved "Fault schedules": Fine',
      'Carol approved "Fault schedules": Fine too',
      'Reactor unit 3',
    ]));

  it('tells only what is new with its rejection', () =>
    expect(sentences(settled, 1)).toEqual(['Bob rejected "Fault schedules": Not any more']));
});

describe('what was said between an approval and the later rejection', () => {
  const settled = given(
    request({
      groups: ['banking', 'security', 'audit'],
      minApprovals: 1,
      type: 'jit',
      accessDurationSeconds: 600_000,
    }),
    approve(bob, 2_000, { note: 'Fine' }),
    approve(carol, 3_000, { note: 'Fine too' }),
    reject(erin, 4_000, 'No'),
  );

  it('belongs to the rejection', () =>
    expect(sentences(settled, 1)).toEqual([
      'Carol approved "Fault schedules": Fine too',
      'Erin rejected "Fault schedules": No',
    ]));
});

describe('the ids of what is remembered', () => {
  const settled = given(request({ candidateMemories: ['One', 'Two'] }), approve(bob, 2_000));
  const source = settled.sources[0] ?? '';

  it('are the same every time and differ by index', () => {
    const ids = crystallise(settled.review, source).map(({ id }) => id);
    expect(crystallise(settled.review, source).map(({ id }) => id)).toEqual(ids);
    expect(ids).toEqual([uuidV5('0', source), uuidV5('1', source)]);
  });

  it('are never the id of the run', () =>
    expect(crystallise(settled.review, source).map(({ id }) => id)).not.toContain(runIdOf(source)));
});
