// Required before a program of the build, by NODE_OPTIONS. Half of a start goes into finding, reading and compiling two
// thousand modules; they come from what `keep.mjs` has kept of an earlier start. What is not in there is loaded as ever.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { ENCODINGS, fileOf, partOf, stamp, timeOf } = require('./modules.cjs');

function use({ ways, places, scripts }) {
  const parts = Object.fromEntries(
    ENCODINGS.map((encoding) => [encoding, partOf(scripts[encoding], encoding)]),
  );

  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, parent, isMain, options) => {
    const path =
      options === undefined && parent?.filename ? ways[dirname(parent.filename)]?.[name] : undefined;
    return path ?? resolve(name, parent, isMain, options);
  };
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = (module, path) => {
    const place = places[path];
    const [encoding, index, time] = place ?? [];
    if (place === undefined || timeOf(path) !== time) return load(module, path);
    return evaluate(parts[encoding].functions[index], module, path, ways[dirname(path)] ?? {});
  };
  return Object.values(parts);
}

/** As Node does it, but for the way to what is loaded already, which is shorter. */
function evaluate(run, module, filename, ways) {
  const require = (name) => {
    const known = Module._cache[ways[name]];
    return known?.loaded === true ? known.exports : module.require(name);
  };
  require.resolve = (name, options) => Module._resolveFilename(name, module, false, options);
  require.resolve.paths = (name) => Module._resolveLookupPaths(name, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return Reflect.apply(run, module.exports, [module.exports, require, module, filename, dirname(filename)]);
}

/** The scripts in use; none where nothing is kept of this program, or of another build, or not all of it is there. */
function kept() {
  try {
    const list = JSON.parse(readFileSync(`${fileOf(process.argv[1])}.json`, 'utf8'));
    return list.stamp === stamp() ? use(list) : [];
  } catch {
    return [];
  }
}

module.exports = { inUse: kept() };
