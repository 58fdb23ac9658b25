const { default: Runtime } = require('jest-runtime');
const { compiled } = require('./compiled.cjs');
const { OneAtATime } = require('./one-at-a-time.cjs');
const { loadShared } = require('./shared-modules.cjs');
const { keepTransforms } = require('./transforms.cjs');

const PACKAGES = /\/node_modules\//;
const CIRCUS = /\/node_modules\/jest-circus\//;

/**
 * Loaded anew for each file: the client of the store keeps the appends of all connections in one table, and what
 * belongs to jest is made for one file.
 */
const NOT_SHARED = /\/node_modules\/(?:@eventstore\/db-client\/dist|@jest|jest-[a-z-]+|expect)\//;

/** Where the names lead that a file requires, for all spec files of this worker. */
const resolved = new Map();

function keepResolutions(resolution) {
  const resolve = resolution.resolveCjs.bind(resolution);
  resolution.resolveCjs = (from, to) => {
    const way = `${from}\0${to ?? ''}`;
    const path = resolved.get(way) ?? resolve(from, to);
    resolved.set(way, path);
    return path;
  };
}

/**
 * Serves packages from Node's own cache, loaded once by each worker, and evaluates only our own modules for each spec
 * file. Half of the time that the tests took went into loading the same packages two hundred times, and into running
 * them before they were compiled well. All of them live in one realm therefore: see `one-realm-environment.cjs`.
 * Packages cannot be mocked by name so; whoever wants to has to except them here. Our own modules are resolved, transformed
 * and compiled once by each worker as well.
 */
module.exports = class SharedRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const { watch, watchAll } = given.at(-1);
    this.executor.compile = (source, filename) =>
      compiled(source, this.executor.injectedModuleParameters, filename);
    // Between the runs of a watch the files change.
    if (watch || watchAll) return;
    keepTransforms(this.transformCache);
    keepResolutions(this._resolution);
  }

  requireModule(from, name, options, isActual) {
    if (name === 'node:async_hooks' && CIRCUS.test(from)) return { AsyncLocalStorage: OneAtATime };
    const isShareable =
      name !== undefined && options?.isInternalModule !== true && !this._resolution.isCoreModule(name);
    if (isShareable) {
      const path = this._resolution.resolveCjs(from, name);
      if (PACKAGES.test(path) && !NOT_SHARED.test(path)) return loadShared(path);
    }
    return super.requireModule(from, name, options, isActual);
  }
};
module.exports.default = module.exports;
