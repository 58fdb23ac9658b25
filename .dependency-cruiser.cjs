/** The import table of docs/architecture.md: who may import whom, and why. */
const rooms = {
  'domain/review': { may: [], why: 'the rules are pure functions over plain data' },
  'domain/memory': { may: ['domain/review'], why: 'the rules are pure functions over plain data' },
  'domain/rule': {
    may: ['domain/review'],
    why: 'a rule names what a review will obey, in the words of the review; the rules are pure functions over plain data',
  },
  'domain/api-key': {
    may: ['domain/review'],
    why: 'a key makes a principal, in the words of the review; the rules are pure functions over plain data',
  },
  'event-store': { may: [], why: 'the log knows bytes and streams, not reviews' },
  settings: { may: [], why: 'where things are is known before any of them' },
  client: { may: [], why: 'it is published by itself, and knows the API and not how it is made' },
  'embedded-store': { may: [], why: 'it stands for a server of somebody else' },
  commands: { may: ['domain', 'event-store'], why: 'a write never reads a view' },
  audit: { may: ['domain', 'event-store'], why: 'it reads the log as an auditor does, and cannot write' },
  projections: { may: ['domain', 'event-store'], why: 'a view never writes to the log' },
  reactions: { may: ['domain', 'commands', 'projections'], why: 'a reaction is a query and a command' },
  identity: { may: ['domain', 'projections'], why: 'identity makes principals and knows no dialect' },
  http: { may: ['domain', 'projections'], why: 'what dialects share knows none of them' },
  'api-native': {
    may: ['domain', 'commands', 'projections', 'identity', 'http', 'audit'],
    why: 'a dialect is a translation; what it hands out of the log it has from the auditor, who cannot write to it',
  },
  'api-(?!native)[a-z]+': {
    may: ['domain', 'commands', 'projections', 'identity', 'http'],
    why: 'a dialect is a translation; it never touches the log nor another dialect',
  },
};

const TESTS = '\\.(spec|spec-support|contract)\\.ts$';
const escape = (room) => room.replace('/', '\\/');

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle means two rooms are one.',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(rooms).map(([room, { may, why }]) => ({
      name: `${room}-imports`,
      severity: 'error',
      comment: why,
      from: { path: `^libs/(${escape(room)})/`, pathNot: `${TESTS}|^libs/client/generate-types` },
      to: {
        path: '^(libs|apps|test|bench)/',
        pathNot: [`^libs/$1/`, ...may.map((other) => `^libs/${other}/`)].join('|'),
      },
    })),
    {
      name: 'audit-imports',
      severity: 'error',
      comment:
        'The audit command reads the log and repairs views: without the write side it cannot be made to decide or record anything.',
      from: { path: '^apps/audit/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^(libs|apps|test|bench)/',
        pathNot: '^apps/audit/|^libs/(domain|event-store|audit|projections|embedded-store|settings)/',
      },
    },
    {
      name: 'through-the-index',
      severity: 'error',
      comment: 'Libs import each other only through their index.',
      from: {
        path: '^libs/([^/]+)/',
        pathNot: '^libs/(domain|testing)/|\\.(spec|spec-support|contract)\\.ts$',
      },
      to: { path: '^libs/', pathNot: '^libs/$1/|^libs/[^/]+/src/index\\.ts$|^libs/domain/[^/]+/index\\.ts$' },
    },
    {
      name: 'testing-only-from-tests',
      severity: 'error',
      comment: 'The product never runs on test code.',
      from: {
        path: '^(libs|apps)/',
        pathNot: '^libs/testing/|\\.(spec|e2e-spec|spec-support|contract)\\.ts$',
      },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'dashboard-imports',
      severity: 'error',
      comment: 'What runs in a browser knows the API and not how it is made.',
      from: { path: '^apps/dashboard/' },
      to: { path: '^(libs|apps|test|bench)/', pathNot: '^apps/dashboard/|^libs/client/src/index\\.ts$' },
    },
    {
      name: 'dashboard-in-browsers',
      severity: 'error',
      comment: 'A browser has no Node.',
      from: { path: '^apps/dashboard/src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-user-of-the-client',
      severity: 'error',
      comment:
        'Only libs/event-store imports the store client; the embedded store takes its service definitions; tests and benchmarks look past our adapter.',
      from: { path: '^(apps|libs)/', pathNot: '^libs/(event-store|embedded-store)/' },
      to: { path: 'node_modules/@eventstore/db-client' },
    },
    {
      name: 'class-validator-in-parts',
      severity: 'error',
      comment:
        'As a whole it brings three hundred modules, and every start would load them: see libs/http/src/validator.ts.',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: 'node_modules/class-validator/cjs/index', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-domain',
      severity: 'error',
      comment: 'The rules import no package and no Node module; proposal.ts and derived-ids.ts may hash.',
      from: { path: '^libs/domain/', pathNot: '(\\.spec|/proposal|/codec|/derived-ids)\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    {
      name: 'client-anywhere',
      severity: 'error',
      comment: 'The client runs in browsers too, and brings nothing with it.',
      from: { path: '^libs/client/src/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'no-dev-packages-in-the-product',
      severity: 'error',
      comment: 'What the product imports must be installed with it.',
      from: {
        path: '^(libs|apps)/',
        // What a browser gets is bundled when the product is built.
        pathNot:
          '\\.(spec|spec-support|contract)\\.ts$|^libs/testing/|^libs/client/generate-types|^apps/dashboard/',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json', '.mjs', '.cjs'] },
  },
};
