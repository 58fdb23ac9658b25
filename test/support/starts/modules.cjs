const { statSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join, relative } = require('node:path');
const { constants, Script } = require('node:vm');

const ROOT = join(__dirname, '../../..');
const DIST = join(ROOT, 'dist');

/** Where the code of a program is kept. */
const fileOf = (program) => join(DIST, 'kept', relative(DIST, program).replaceAll(/[^\w-]/g, '-'));

/** The build, the packages and the Node that it is of. */
function stamp() {
  const times = ['dist/.built', 'package-lock.json'].map((path) => statSync(join(ROOT, path)).mtimeMs);
  return [...times, process.version, process.arch, ...process.execArgv].join(' ');
}

/** Of a module of the build, which may be another one than the stamp says. */
const timeOf = (path) => (path.startsWith(DIST) ? statSync(path).mtimeMs : 0);

/** From where, and by which name, a module is asked for. */
const wayTo = (name, parent) => `${dirname(parent.filename)}\0${name}`;

function scriptOf(source, filename, cachedData) {
  return new Script(Module.wrap(source.replace(/^#!.*/, '')), {
    filename,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** As Node does it. */
function evaluate(script, module, filename) {
  const require = (name) => module.require(name);
  require.resolve = (name, options) => Module._resolveFilename(name, module, false, options);
  require.resolve.paths = (name) => Module._resolveLookupPaths(name, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  const run = script.runInThisContext();
  return Reflect.apply(run, module.exports, [module.exports, require, module, filename, dirname(filename)]);
}

module.exports = { evaluate, fileOf, scriptOf, stamp, timeOf, wayTo };
