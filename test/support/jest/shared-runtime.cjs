const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');
const { loadShared } = require('./shared-modules.cjs');

const PACKAGES = /\/node_modules\//;

/**
 * Loaded anew for each file: the client of the store keeps the appends of all connections in one table, and what
 * belongs to jest is made for one file.
 */
const NOT_SHARED = /\/node_modules\/(?:@eventstore\/db-client\/dist|@jest|jest-[a-z-]+|expect)\//;

/**
 * Serves packages from Node's own cache, loaded once by each worker, and evaluates only our own modules for each spec
 * file. Half of the time that the tests took went into loading the same packages two hundred times, and into running
 * them before they were compiled well. All of them live in one realm therefore: see `one-realm-environment.cjs`.
 * Packages cannot be mocked by name so; whoever wants to has to except them here.
 */
module.exports = class SharedRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    this.executor.compile = (source, filename) =>
      compileFunction(source, this.executor.injectedModuleParameters, { filename });
  }

  requireModule(from, name, options, isActual) {
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
