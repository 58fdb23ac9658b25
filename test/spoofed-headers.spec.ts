import type { Principal } from '@countersign/review';
import { bob, mallory, OTHER_WORKSPACE } from '@countersign/testing';
import { differenceOf, plain } from './support/alike';
import { ALL_OPERATIONS, lasts, type Operation, type Target } from './support/operations';
import { pendingReview, recordedBy, requestOf } from './support/recorded';
import { startWholeApp, type WholeApp } from './support/whole-app';

jest.setTimeout(60_000);

let app: WholeApp;
/** For what changes nothing. */
let standing: Target;
beforeAll(async () => {
  app = await startWholeApp();
  standing = await pendingReview(app);
});
afterAll(() => app.stop());

/** By which proxies and frameworks are told who calls, for whom, from where, and what for. */
const SPOOFED: Readonly<Record<string, string>> = {
  ...each('dave', ['X-User', 'X-User-Id', 'X-Username', 'X-Principal', 'X-Principal-Id', 'X-Actor']),
  ...each('dave', ['X-Forwarded-User', 'X-Remote-User', 'Remote-User', 'X-Auth-Request-User']),
  ...each('dave', ['X-Impersonate-User', 'Impersonate-User', 'X-On-Behalf-Of', 'X-Amzn-Oidc-Identity']),
  ...each('dave@example.org', ['X-Forwarded-Email', 'X-Auth-Request-Email', 'Tailscale-User-Login']),
  ...each('dave@example.org', ['Cf-Access-Authenticated-User-Email', 'X-Forwarded-Preferred-Username']),
  ...each('accounts.google.com:dave@example.org', ['X-Goog-Authenticated-User-Email']),
  ...each('admin,banking', ['X-Roles', 'X-Role', 'X-Groups', 'X-Forwarded-Groups', 'X-Auth-Request-Groups']),
  ...each('admin', ['X-Admin', 'Impersonate-Group', 'X-Scopes']),
  ...each(OTHER_WORKSPACE, ['X-Tenant', 'X-Tenant-Id', 'X-Workspace', 'X-Workspace-Id', 'X-Organization-Id']),
  ...each('127.0.0.1', ['X-Forwarded-For', 'X-Real-IP', 'X-Client-IP', 'True-Client-IP', 'Client-IP']),
  ...each('127.0.0.1', ['X-Cluster-Client-IP', 'CF-Connecting-IP']),
  ...each('for=127.0.0.1;host=localhost;proto=https', ['Forwarded']),
  ...each('localhost', ['X-Forwarded-Host', 'X-Host', 'X-Forwarded-Server']),
  ...each('https', ['X-Forwarded-Proto', 'X-Forwarded-Scheme']),
  ...each('/livez', ['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri', 'X-Forwarded-Prefix']),
  ...each('GET', ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-Forwarded-Method']),
};

function each(value: string, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), value]));
}

/** These say that a proxy was passed: the sign-in at a click is for this machine alone, and closed by them. */
const isForThisMachine = ({ name }: Operation): boolean =>
  ['GET /session/options', 'POST /session/development'].includes(name);
const BUT_OF_PROXIES = Object.fromEntries(
  Object.entries(SPOOFED).filter(([name]) => !/^(forwarded|via|x-real-ip|x-forwarded-.*)$/.test(name)),
);

/** An operation on a review of its own: what is answered and what is recorded, without what is new each time. */
async function tried(asked: Operation, caller: Principal | null, headers: Readonly<Record<string, string>>) {
  const target = asked.method === 'GET' ? standing : await pendingReview(app);
  const body = asked.body === null ? {} : { body: asked.naming(asked.body, target) };
  const answer = await app.send(caller, requestOf(asked, target), { ...body, headers, lasts: lasts(asked) });
  const recorded = asked.method === 'GET' ? '' : await recordedBy(app, target, answer);
  return plain({ ...answer, text: answer.text + recorded }, target.session);
}

/** Lists and the state of the views tell of all that was made meanwhile. */
const isOfAll = ({ name }: Operation): boolean =>
  / \/(api\/reviews|api\/v1\/approvals|v1\/(reviews|rules|rules\/simulate|decisions|operations|audit\/verification|demo|api-keys|projections|stream)|readyz)$/.test(
    name,
  );

const rows = ALL_OPERATIONS.map((asked) => [asked.name, asked] as const);

describe('what a request says in other headers than the credential', () => {
  it('is tried with names enough', () => {
    expect(Object.keys(SPOOFED).length).toBeGreaterThanOrEqual(50);
  });

  it.each(rows)('changes nothing of what is answered and recorded: %s', async (_, asked) => {
    const headers = isForThisMachine(asked) ? BUT_OF_PROXIES : SPOOFED;
    const tries = [null, mallory, bob].map(async (caller) => {
      const [without, spoofed] = await Promise.all([tried(asked, caller, {}), tried(asked, caller, headers)]);
      const [plainly, oddly] = [without, spoofed].map((text) => (isOfAll(asked) ? text.slice(0, 60) : text));
      const who = caller?.id ?? 'nobody';
      expect([who, differenceOf(oddly as string, plainly as string)]).toEqual([who, null]);
    });
    await Promise.all(tries);
  });

  it.each(Object.keys(SPOOFED))('does not say who calls, by itself either: %s', async (name) => {
    const { id } = standing;
    const headers = { [name]: SPOOFED[name] as string };
    expect(await app.send(null, 'GET /v1/me', { headers })).toMatchObject({ status: 401 });
    const me = { status: 200, body: { id: 'mallory', workspace: mallory.workspace, groups: [] } };
    expect(await app.send(mallory, 'GET /v1/me', { headers })).toMatchObject(me);
    const body = { status: 'APPROVED' };
    expect(await app.send(mallory, `PUT /api/reviews/${id}`, { headers, body })).toMatchObject({
      status: 404,
    });
  });
});
