import { randomUUID } from 'node:crypto';
import { accessErrors, ApiAccessModule } from '@countersign/api-access';
import { ApiApprovalsModule, approvalsErrors } from '@countersign/api-approvals';
import { ApiNativeModule, nativeErrors } from '@countersign/api-native';
import { outputsErrors } from '@countersign/api-outputs';
import type { Principal, RefusalCode } from '@countersign/review';
import {
  ALL_CALLERS,
  ALL_STATES,
  ALL_WISHES,
  answerIn,
  type Cell,
  dave,
  MINUTE,
  storyOf,
  WHO,
} from '@countersign/testing';
import type { State, Wished } from '../libs/domain/review/who-may-do-what';
import {
  crystallisingModule,
  ImpatientOutputsModule,
} from '../libs/api-outputs/src/outputs-app.spec-support';
import { counts } from '../libs/testing/src/counts';
import { type Answer, type DialectApp, startDialectApp } from '../libs/testing/src/dialect-app';
import { codeOf } from './support/asked-over-http';

/** The design's table of refusals, by API; only what a cell can be answered with. */
const OURS: Readonly<Partial<Record<RefusalCode, number>>> = {
  'not-found': 404,
  'agents-cannot-decide': 403,
  'not-requester': 403,
  'self-approval': 403,
  'not-eligible': 403,
  'wrong-state': 409,
  expired: 409,
  'lease-lost': 409,
};
const OF_ACCESS: typeof OURS = {
  ...OURS,
  'self-approval': 400,
  'not-eligible': 400,
  'wrong-state': 400,
  expired: 400,
};

interface Wish {
  readonly request: string;
  readonly body: unknown;
}
interface Api {
  readonly statuses: typeof OURS;
  /** Its errors say which refusal they stand for. */
  readonly namesCodes?: true;
  /** It never decides what is approved already. */
  readonly pendingOnly: boolean;
  readonly wishes: Partial<Record<Wished, (review: string) => Wish>>;
}

const put = (body: unknown) => (review: string) => ({ request: `PUT /api/reviews/${review}`, body });
const post =
  (verb: 'approve' | 'reject', base: string, body: (review: string) => unknown) => (review: string) => ({
    request: `POST ${base}/${review}/${verb}`,
    body: body(review),
  });

const native =
  (path: string, body: object = {}) =>
  (review: string) => ({ request: `POST /v1/reviews/${review}/${path}`, body });
/** Each lease of the table was claimed at this revision. */
const TOKEN = { fencingToken: 3 };

const APIS: Readonly<Record<string, Api>> = {
  access: {
    statuses: OF_ACCESS,
    pendingOnly: false,
    wishes: {
      approve: put({ status: 'APPROVED' }),
      reject: put({ status: 'REJECTED' }),
      revoke: put({ status: 'REVOKED' }),
      forceApprove: put({ status: 'APPROVED', force_review: true }),
      forceReject: put({ status: 'REJECTED', force_review: true }),
      forceRevoke: put({ status: 'REVOKED', force_review: true }),
    },
  },
  approvals: {
    statuses: OURS,
    pendingOnly: true,
    wishes: {
      approve: post('approve', '/api/v1/approvals', () => ({})),
      reject: post('reject', '/api/v1/approvals', () => ({})),
    },
  },
  outputs: {
    statuses: OURS,
    pendingOnly: true,
    wishes: {
      approve: post('approve', '/api/v1/review', (review) => ({ amendments: null, review_id: review })),
      reject: post('reject', '/api/v1/review', (review) => ({ review_id: review })),
      amend: post('approve', '/api/v1/review', (review) => ({ amendments: 'two', review_id: review })),
    },
  },
  native: {
    statuses: OURS,
    namesCodes: true,
    pendingOnly: false,
    wishes: {
      approve: native('decisions', { verdict: 'approve' }),
      reject: native('decisions', { verdict: 'reject' }),
      revoke: native('decisions', { verdict: 'revoke' }),
      forceApprove: native('decisions', { verdict: 'approve', force: true }),
      forceReject: native('decisions', { verdict: 'reject', force: true }),
      forceRevoke: native('decisions', { verdict: 'revoke', force: true }),
      amend: native('decisions', { verdict: 'approve', amendments: 'two' }),
      withdraw: native('withdraw'),
      reassign: native('reassign', { assignee: 'carol' }),
      claim: native('claim'),
      heartbeat: native('leases/1/heartbeat', TOKEN),
      complete: native('leases/1/complete', { ...TOKEN, outcome: 'succeeded' }),
      reconcile: native('reconcile', { finding: 'executed' }),
    },
  },
};

const AT_ONCE = 11;

let app: DialectApp;
beforeAll(async () => {
  app = await startDialectApp(
    [
      crystallisingModule('nowhere'),
      ApiAccessModule,
      ApiApprovalsModule,
      ImpatientOutputsModule,
      ApiNativeModule,
    ],
    [accessErrors, approvalsErrors, outputsErrors, nativeErrors],
  );
});
afterAll(() => app.stop());

async function make(state: State, asker: Principal): Promise<string> {
  const review = randomUUID();
  const scene = { review, begins: Date.now() - 5 * MINUTE };
  for (const command of storyOf(state, asker, scene)) await app.execute(review, command);
  return review;
}

/** What is refused records nothing, so that all of it is tried on one review. */
const refusing = new Map<string, Promise<string>>();

function reviewFor({ state, caller, answer }: Cell): Promise<string> {
  const { asker } = WHO[caller];
  if (answer === 'yes') return make(state, asker);
  const key = `${state} ${asker.id}`;
  const review = refusing.get(key) ?? make(state, asker);
  refusing.set(key, review);
  return review;
}

/** Where only what is pending is decided, an approved review is answered like any other that is not. */
function cellsOf(wished: Wished, { pendingOnly }: Api): Cell[] {
  return ALL_CALLERS.flatMap((caller) =>
    ALL_STATES.map((state) => {
      const isOpenOnly = pendingOnly && (state === 'APPROVED' || state === 'USED');
      return { wished, caller, state, answer: answerIn(wished, caller, isOpenOnly ? 'PROCESSING' : state) };
    }),
  );
}

/**
 * The long run tries every cell; the short one all that is accepted, and of what is refused to one caller in the same
 * words one status, another one for each wish.
 */
function someOf(cells: readonly Cell[], turn: number): readonly Cell[] {
  const alike = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = cell.answer === 'yes' ? cell.state : cell.answer;
    const name = `${cell.caller} ${key}`;
    alike.set(name, [...(alike.get(name) ?? []), cell]);
  }
  return [...alike.values()].flatMap((some) => counts(some.slice(turn % some.length).slice(0, 1), some));
}

const rows = Object.entries(APIS).flatMap(([name, api]) =>
  Object.entries(api.wishes).map(([wished, wish]) => [name, wished as Wished, api, wish] as const),
);

describe('who may do what, over HTTP', () => {
  it.each(rows)('by %s: %s', async (_name, wished, api, wish) => {
    const cells = someOf(cellsOf(wished, api), ALL_WISHES.indexOf(wished));
    const tried: object[] = [];
    for (let first = 0; first < cells.length; first += AT_ONCE) {
      const some = cells.slice(first, first + AT_ONCE).map(async (cell) => {
        const { request, body } = wish(await reviewFor(cell));
        const answered = await app.send(WHO[cell.caller].caller, request, { body });
        const { status } = answered;
        return {
          ...cell,
          status,
          ...(status !== 200 && api.namesCodes === true && { answer: codeOf(answered) }),
        };
      });
      tried.push(...(await Promise.all(some)));
    }
    const expected = cells.map((cell) => ({
      ...cell,
      status: cell.answer === 'yes' ? 200 : api.statuses[cell.answer],
    }));
    expect(tried).toEqual(expected);
  });

  it('what is refused records nothing', async () => {
    for (const [key, made] of refusing) {
      const review = await made;
      const read: Answer = await app.send(dave, `GET /api/reviews/${review}`);
      const [state] = key.split(' ') as [State];
      const events = { PENDING: 1, APPROVED: 3, USED: 4, REJECTED: 3, REVOKED: 6, EXPIRED: 2, WITHDRAWN: 2 };
      const later = { PROCESSING: 4, EXECUTED: 5, UNKNOWN: 5, FOUND: 6 };
      expect([state, read.headers['etag']]).toEqual([
        state,
        `"${review}:${{ ...events, ...later }[state] - 1}"`,
      ]);
    }
  });
});
