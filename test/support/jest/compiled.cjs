const { Script } = require('node:vm');

/** By path: what this worker has compiled, and from what. */
const scripts = new Map();

/**
 * A module as a function of what is injected into it. Compiled once by each worker: what another spec file has loaded
 * needs to be evaluated only, and its functions that have run before are compiled as well.
 */
function compiled(source, parameters, filename) {
  const kept = scripts.get(filename);
  if (kept?.source === source) return kept.script.runInThisContext();
  const head = `(function (${parameters.join(', ')}) {`;
  // As if the head were not there, where places are told.
  const script = new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
  scripts.set(filename, { source, script });
  return script.runInThisContext();
}

module.exports = { compiled };
