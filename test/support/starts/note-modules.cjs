// Required before a program of the build, by NODE_OPTIONS: keeps for `kept-code.cjs` which modules it has loaded by its
// end, by which names, and their sources.
const { Buffer } = require('node:buffer');
const { mkdirSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { fileOf, PARTS, stamp } = require('./modules.cjs');

/** By folder and name, the path that it leads to. */
const ways = {};
/** By path, where its function is. */
const places = {};
const parts = { latin1: [], utf16le: [] };

const resolve = Module._resolveFilename;
Module._resolveFilename = (name, parent, isMain, options) => {
  const path = resolve(name, parent, isMain, options);
  const isKept = options === undefined && parent?.filename && !Module.isBuiltin(path);
  if (isKept) (ways[dirname(parent.filename)] ??= {})[name] = path;
  return path;
};
const compile = Module.prototype._compile;
Module.prototype._compile = function note(source, path, format) {
  if (format !== 'module') {
    const encoding = /[^\0-\xff]/.test(source) ? 'utf16le' : 'latin1';
    // A hashbang is none inside.
    const wrapped = Module.wrap(source.replace(/^#!.*/, '')).replace(/;$/, '');
    places[path] = [encoding, parts[encoding].push(wrapped) - 1];
  }
  return compile.call(this, source, path, format);
};

process.on('exit', () => {
  const file = fileOf(process.argv[1]);
  mkdirSync(dirname(file), { recursive: true });
  for (const [encoding, functions] of Object.entries(parts)) {
    writeFileSync(`${file}${PARTS[encoding]}`, Buffer.from(`[${functions.join(',\n')}]`, encoding));
  }
  writeFileSync(`${file}.json`, JSON.stringify({ stamp: stamp(), ways, places }));
});
