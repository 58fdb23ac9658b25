// Required before a program of the build, by NODE_OPTIONS: keeps for `kept-code.cjs` which modules it has loaded by its
// end, by which names, and their sources.
const { Buffer } = require('node:buffer');
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { ENCODINGS, fileOf, stamp, timeOf } = require('./modules.cjs');

const file = fileOf(process.argv[1]);
/** Of the build that is being loaded, and not of one that comes meanwhile. */
const stampOfStart = stamp();
/** By folder and name, the path that it leads to. */
const ways = {};
/** By path, where its function is, and when it was written. */
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
    places[path] = [encoding, parts[encoding].push(wrapped) - 1, timeOf(path)];
  }
  return compile.call(this, source, path, format);
};

process.on('exit', () => {
  mkdirSync(dirname(file), { recursive: true });
  // Under names of this process, the list last: nobody ever finds a list with scripts that are not its own.
  const own = `${file}-${process.pid}`;
  const scripts = Object.fromEntries(ENCODINGS.map((encoding) => [encoding, `${own}.${encoding}.js`]));
  for (const encoding of ENCODINGS) {
    writeFileSync(scripts[encoding], Buffer.from(`[${parts[encoding].join(',\n')}]`, encoding));
  }
  writeFileSync(`${own}.json`, JSON.stringify({ stamp: stampOfStart, ways, places, scripts }));
  renameSync(`${own}.json`, `${file}.json`);
});
