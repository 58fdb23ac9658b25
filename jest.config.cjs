const { readFileSync } = require('node:fs');
const { paths } = JSON.parse(readFileSync(`${__dirname}/tsconfig.json`, 'utf8')).compilerOptions;

/** One mapping of names to folders: the one in tsconfig.json. */
const moduleNameMapper = Object.fromEntries(
  Object.entries(paths).map(([name, [folder]]) => [`^${name}$`, `<rootDir>/${folder.replace('./', '')}`]),
);

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/bench'],
  // Spec files of one worker share the packages that they load; why and how is said there.
  testEnvironment: '<rootDir>/test/support/jest/one-realm-environment.cjs',
  runtime: '<rootDir>/test/support/jest/shared-runtime.cjs',
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  moduleNameMapper,
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/support/jest/longest-first.cjs',
  // One more than the cores of a small machine: a quarter of the time goes into waiting for other processes.
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/test/levels-reporter.cjs'],
};
