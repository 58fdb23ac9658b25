import { dave } from '@countersign/testing';
import { bodySchemaOf, type Documented, operationsOf, resolved, type Schema } from './support/api-document';
import { differenceOf, plain } from './support/alike';
import { withField } from './support/carried-ids';
import { ALL_OPERATIONS, type Operation, streamsOf, type Target } from './support/operations';
import { pendingReview, recordedBy, requestOf } from './support/recorded';
import { type Answer, startWholeApp, type WholeApp } from './support/whole-app';

jest.setTimeout(60_000);

let app: WholeApp;
beforeAll(async () => {
  app = await startWholeApp();
});
afterAll(() => app.stop());

const NOBODYS = '00000000-0000-4000-8000-000000000000';
/** What the product says itself, and nobody may. */
const OURS: Readonly<Record<string, unknown>> = {
  ...{ id: NOBODYS, review: NOBODYS, reviewId: NOBODYS, workspace: NOBODYS, workspaceId: NOBODYS },
  ...{ tenantId: NOBODYS, tenant_id: NOBODYS, status: 'APPROVED', state: 'APPROVED', revision: 99 },
  ...{ requester: 'dave', requesterUserId: 'dave', requestedBy: 'dave', onBehalfOf: 'dave', owner: 'dave' },
  ...{ ownerId: 'dave', actor: 'dave', by: 'dave', decidedBy: 'dave', reviewed_by: 'dave', user_id: 'dave' },
  ...{ createdAt: '2020-01-01T00:00:00Z', created_at: '2020-01-01T00:00:00Z', at: 1, decidedAt: 1 },
  ...{ slots: [], approvals: 9, decisions: [], review_groups_data: [], approvalsNeeded: 0, digest: 'x' },
  ...{ scopes: ['execute'], restrictedTo: null, roles: ['admin'], role: 'admin', isAdmin: true, admin: true },
  ...{ accessUntil: '2090-01-01T00:00:00Z', policy: {}, forced: true, selfApproved: false, version: 7 },
  ...{ kind: 'human', credential: 'x', permissions: ['*'] },
};

type Path = readonly string[];

/** The objects of a body that have a schema of their own, the body itself among them, with the fields that they know. */
function objectsIn(schema: Schema, path: Path = []): { path: Path; known: readonly string[] }[] {
  const whole = resolved(app.document, schema);
  const object = whole.items === undefined ? whole : resolved(app.document, whole.items);
  if (object.properties === undefined) return [];
  const here = whole.items === undefined ? path : [...path, '0'];
  const inner = Object.entries(object.properties).flatMap(([name, one]) => objectsIn(one, [...here, name]));
  return [{ path: here, known: Object.keys(object.properties) }, ...inner];
}

const unknownTo = (known: readonly string[]): string[] =>
  Object.keys(OURS).filter((field) => !known.includes(field));

function documentedAs(asked: Operation): Documented {
  const found = operationsOf(app.document).find(({ name }) => name === asked.name);
  if (found === undefined) throw new Error(`the document has no ${asked.name}`);
  return found;
}

const schemaOf = (asked: Operation): Schema => bodySchemaOf(app.document, documentedAs(asked)) as Schema;

const send = (asked: Operation, target: Target, body: unknown): Promise<Answer> =>
  app.send(dave, requestOf(asked, target), { body });

/** The body with all of them in one of its objects. */
const assigning = (body: unknown, path: Path, fields: readonly string[]): unknown =>
  fields.reduce((changed, field) => withField(changed, [...path, field], OURS[field]), body);

const withBody = ALL_OPERATIONS.filter(({ body }) => body !== null).map(
  (asked) => [asked.name, asked] as const,
);
const ofNative = withBody.filter(([, { dialect }]) => dialect === 'native');
const ofOthers = withBody.filter(([, { dialect }]) => dialect !== 'native');

interface Problem {
  readonly errors: readonly { readonly detail: string; readonly pointer?: string }[];
}

describe('a field of ours in a body', () => {
  it('is tried with every operation that takes one', () => {
    const takers = operationsOf(app.document).filter(({ told }) => told.requestBody !== undefined);
    const advice = 'add a row with a body to test/support/operations.ts';
    const missing = takers.filter(({ name }) => !withBody.some(([row]) => row === name));
    expect(missing.map(({ name }) => `${name}: ${advice}`)).toEqual([]);
  });

  it.each(ofNative)('is refused, in every object of it, and nothing is recorded: %s', async (_, asked) => {
    const target = await pendingReview(app);
    const before = await app.head(streamsOf(asked));
    for (const { path, known } of objectsIn(schemaOf(asked))) {
      const fields = unknownTo(known);
      const { status, body } = await send(asked, target, assigning(asked.body, path, fields));
      const refused = (body as Problem).errors.filter(({ detail }) => detail === 'There is no such field');
      const named = refused.map(({ pointer }) => pointer?.split('/').at(-1));
      expect([path, status, named.sort()]).toEqual([path, 400, [...fields].sort()]);
    }
    expect(await app.head(streamsOf(asked))).toBe(before);
  });

  it.each(ofOthers)('is as if it were not there: %s', async (_, asked) => {
    const tried = async (fields: readonly string[]): Promise<string> => {
      const target = await pendingReview(app);
      const body = assigning(asked.naming(asked.body as object as never, target), [], fields);
      const answer = await send(asked, target, body);
      expect(answer.status).toBeLessThan(500);
      const text = answer.text + (await recordedBy(app, target, answer));
      return plain({ ...answer, text }, target.session);
    };
    const [{ known } = { known: [] }] = objectsIn(schemaOf(asked));
    expect(differenceOf(await tried(unknownTo(known)), await tried([]))).toBeNull();
  });
});
