const { readFileSync, statSync } = require('node:fs');
const { join, relative, sep } = require('node:path');
const { constants, Script } = require('node:vm');

const ROOT = join(__dirname, '../../..');
const DIST = join(ROOT, 'dist');

/** Where the code of a program is kept. */
const fileOf = (program) => join(DIST, 'kept', relative(DIST, program).replaceAll(/[^\w-]/g, '-'));

/** What changes with the build, with the packages as they are installed, and with the Node that it is of. */
function stamp() {
  const files = [
    ...['dist/.built', 'dist/tsconfig.build.tsbuildinfo'],
    ...['package-lock.json', 'node_modules/.package-lock.json'],
  ];
  const times = files.map((path) => statSync(join(ROOT, path)).mtimeMs);
  return [...times, process.version, process.arch, ...process.execArgv].join(' ');
}

/** A module of the build may be changed by hand, to see a test fail. */
const timeOf = (path) =>
  path.startsWith(`${DIST}${sep}`) ? statSync(path, { throwIfNoEntry: false })?.mtimeMs : 0;

/** Two scripts, since one character that needs two bytes makes that of all others. */
const ENCODINGS = ['latin1', 'utf16le'];

const readOrNothing = (file) => {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
};

/** The functions of all modules of a part, as one script: what they have in common is found and read once so. */
function partOf(filename, encoding) {
  const script = new Script(readFileSync(filename).toString(encoding), {
    filename,
    cachedData: readOrNothing(`${filename}.code`),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return { filename, script, functions: script.runInThisContext() };
}

module.exports = { ENCODINGS, fileOf, partOf, stamp, timeOf };
