const { createRequire } = require('node:module');

/** Names that shared modules have set on the global object, and need there for as long as they are loaded. */
const keptGlobals = new Set();

/** From where ES modules can be required as well, without a warning. */
const natively = createRequire(require.resolve('jest-runtime'));

/** Set at a file's first use of it, and holding what that file declared. */
const OF_A_FILE = new Set(['classValidatorMetadataStorage']);

/** Loads a module for all spec files of this worker. */
function loadShared(path) {
  if (path in natively.cache) return natively(path);
  const before = new Set(Reflect.ownKeys(globalThis));
  const exported = natively(path);
  for (const key of Reflect.ownKeys(globalThis)) {
    if (!before.has(key) && !OF_A_FILE.has(key)) keptGlobals.add(key);
  }
  return exported;
}

module.exports = { keptGlobals, loadShared };
