import type { JWTPayload } from 'jose';
import { principalFrom } from './claims';
import { type ClaimMapping, DEFAULT_CLAIMS, isClaimPlace } from './claim-mapping';

const WORKSPACE = '0e2a6f5c-7a41-4d57-8f0c-2b9d3e4f5a61';
const ISSUER = 'https://id.example.com';
const token = { sub: 'u-1', workspace: WORKSPACE };

const ENTRA = { from: 'idtyp', values: ['app'], humans: ['user'], isRequired: true };

function read(
  claims: object,
  mapping: Partial<ClaimMapping> = {},
  origin: { isPrimary?: boolean; requiredScope?: string } = {},
) {
  const { isPrimary = true, requiredScope = null } = origin;
  const trusted = { issuer: ISSUER, isPrimary, requiredScope, claims: { ...DEFAULT_CLAIMS, ...mapping } };
  return principalFrom(JSON.parse(JSON.stringify({ ...token, ...claims })) as JWTPayload, trusted);
}

describe('the claims of a token', () => {
  it.each<[string, object, Partial<ClaimMapping>, object]>([
    [
      'Keycloak, with roles under a pointer',
      { realm_access: { roles: ['countersign-admins', 'offline_access'] }, groups: ['/banking'] },
      { roles: { ...DEFAULT_CLAIMS.roles, from: '/realm_access/roles', admin: ['countersign-admins'] } },
      { roles: ['admin'], groups: ['/banking', 'admin'] },
    ],
    [
      'Auth0, with addresses for names',
      { 'https://example.com/groups': ['banking'], 'https://example.com/org': WORKSPACE },
      { groups: 'https://example.com/groups', workspace: { from: 'https://example.com/org' } },
      { groups: ['banking'], workspace: WORKSPACE },
    ],
    [
      'Entra, with an application',
      { idtyp: 'app', scp: 'execute other' },
      { agent: ENTRA, scope: 'scp' },
      { kind: 'agent', scopes: ['execute'] },
    ],
    [
      'an issuer of one workspace, which no claim changes',
      { workspace: '11111111-1111-4111-8111-111111111111' },
      { workspace: { always: WORKSPACE.toUpperCase() } },
      { workspace: WORKSPACE },
    ],
    ['a pointer with escapes', { 'a/b~c': { d: 'x' } }, { groups: '/a~1b~0c/d' }, { groups: ['x'] }],
    ['a pointer to nothing', { a: {} }, { groups: '/a/b' }, { groups: [] }],
    ['one group as a text', { groups: 'a, b' }, {}, { groups: ['a, b'] }],
    ['a group twice', { groups: ['a', 'a'] }, {}, { groups: ['a'] }],
    ['scopes in a list', { scope: ['execute'] }, {}, { scopes: ['execute'] }],
    ['a group admin without the role', { groups: ['admin'] }, {}, { groups: [], roles: [] }],
    ['no groups', { hasgroups: false }, {}, { groups: [] }],
    [
      'groups of another claim than the one that is left out',
      { hasgroups: true, teams: ['x'] },
      { groups: 'teams' },
      { groups: ['x'] },
    ],
    ['a name that is none', { name: null, email: ['x'] }, {}, { name: '', email: '' }],
    [
      'a role that a word gives to nobody',
      { roles: ['admin'] },
      { roles: { ...DEFAULT_CLAIMS.roles, admin: [] } },
      { roles: [] },
    ],
  ])('are read from %s', (_what, claims, mapping, expected) => {
    expect(read(claims, mapping)).toMatchObject(expected);
  });

  it.each<[string, ...Parameters<typeof read>]>([
    ['roles that are no words', { roles: { admin: true } }],
    ['roles that are null', { roles: null }],
    ['a role that is a number', { roles: ['reviewer', 1] }],
    ['groups that are a number', { groups: 7 }],
    ['an empty group', { groups: ['a', ''] }],
    ['a nested group', { groups: [['a']] }],
    ['too many groups', { groups: Array.from({ length: 257 }, (_none, index) => `g${index}`) }],
    ['a group that is too long', { groups: ['x'.repeat(257)] }],
    ['a group with U+0000', { groups: ['banking\0'] }],
    ['groups that are to be asked for elsewhere', { _claim_names: { groups: 'src1' } }],
    [
      'groups elsewhere that are mapped by a pointer',
      { _claim_names: { org: 'src1' } },
      { groups: '/org/groups' },
    ],
    ['groups that are only said to be there', { hasgroups: true }],
    [
      'roles that would be of such groups',
      { hasgroups: true },
      { groups: 'teams', roles: { ...DEFAULT_CLAIMS.roles, from: '/groups' } },
    ],
    ['a kind that is to be asked for elsewhere', { _claim_names: { kind: 'src1' } }],
    ['a kind that is no word', { kind: ['agent'] }],
    ['a kind in another case', { kind: 'Agent' }],
    ['a kind that nobody knows', { kind: 'bot' }],
    ['another kind that nobody knows', { kind: 'service' }],
    ['an empty kind', { kind: '' }],
    ['a kind that is null', { kind: null }],
    ['no kind where one is required', {}, { agent: ENTRA }],
    ['a kind that is no word of this issuer', { idtyp: 'human' }, { agent: ENTRA }],
    ['a human behind it that is no text', { kind: 'agent', on_behalf_of: 7 }],
    ['a scope that is no text', { scope: { execute: true } }],
    ['an actor without a subject', { act: {} }],
    ['an actor that is null', { act: null }],
    ['an actor that is a text', { act: 'agent-9' }],
    ['an actor of another issuer', { act: { sub: 'a', iss: 'https://other.example.com' } }],
    ['a subject that is a number', { sub: 7 }],
    ['a subject that is too long', { sub: 'x'.repeat(257) }],
    ['a subject with U+0000', { sub: 'u-1\0' }],
    ['a subject with half a surrogate pair', { sub: 'u-1\ud800' }],
    ['a name with U+0000', { name: 'Uma\0' }],
    ['an id that is no text', { jti: 7 }],
    ['a pointer through a text', { a: 'b' }, { groups: '/a/b' }],
    ['a pointer through null', { a: null }, { groups: '/a/b' }],
    ['a claim of every object', {}, { workspace: { from: 'toString' } }],
  ])('are refused as a whole with %s', (_what, ...given) => {
    expect(typeof read(...given)).toBe('string');
  });

  it.each<[string, object, Partial<ClaimMapping>]>([
    ['without a kind', {}, {}],
    ['with human for a kind', { kind: 'human' }, {}],
    ['with user for a kind', { kind: 'user' }, {}],
    ["with the issuer's own word", { idtyp: 'user' }, { agent: ENTRA }],
  ])("are a human's %s", (_what, claims, mapping) => {
    expect(read(claims, mapping)).toMatchObject({ kind: 'human' });
  });

  it('are told in words that repeat nothing of them', () => {
    expect(read({ groups: ['secret\0'] })).not.toContain('secret');
  });

  it('must hold the scope that is required, if one is', () => {
    expect(read({ scope: 'countersign execute' }, {}, { requiredScope: 'countersign' })).toMatchObject({
      scopes: ['execute'],
    });
    for (const scope of [undefined, '', 'countersigns', 'x countersign.read']) {
      expect(read({ scope }, {}, { requiredScope: 'countersign' })).toBe(
        'the token lacks the required scope',
      );
    }
  });
});

describe('somebody of a further issuer', () => {
  const further = { isPrimary: false };
  const others = `${ISSUER}|`;

  it('is named by issuer and subject, and so is whom he asks for', () => {
    expect(read({ kind: 'agent', on_behalf_of: 'alice' }, {}, further)).toMatchObject({
      id: `${others}u-1`,
      onBehalfOf: `${others}alice`,
    });
    expect(read({ act: { sub: 'agent-9', iss: ISSUER } }, {}, further)).toMatchObject({
      id: `${others}agent-9`,
      onBehalfOf: `${others}u-1`,
    });
  });

  it.each([`${others}u-1`, 'http://127.0.0.1:8080/realms/x|u', 'HTTPS://ID.EXAMPLE.COM|u', 'https://a|b|c'])(
    'cannot be met in the primary issuer: %s',
    (sub) => {
      for (const claims of [{ sub }, { act: { sub } }, { kind: 'agent', on_behalf_of: sub }]) {
        expect(read(claims)).toMatch(/reads like somebody of another issuer/);
      }
    },
  );

  it.each(['auth0|65f0c2', 'samlp|bank|u@example.com', 'https://id.example.com/u-1'])(
    'is not what the primary issuer means by %s',
    (sub) => expect(read({ sub })).toMatchObject({ id: sub }),
  );
});

describe('the place of a claim', () => {
  it.each([
    ['groups', true],
    ['https://example.com/groups', true],
    ['/realm_access/roles', true],
    ['/a~1b~0c', true],
    ['/a~2', false],
    ['/a~', false],
    ['', false],
  ])('may be %p: %p', (place, isRight) => expect(isClaimPlace(place)).toBe(isRight));
});
