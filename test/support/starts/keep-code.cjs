// Required before a program of the build, by NODE_OPTIONS: keeps for `kept-code.cjs` what it has loaded by its end.
const { Buffer } = require('node:buffer');
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname } = require('node:path');
const { evaluate, fileOf, scriptOf, stamp, timeOf, wayTo } = require('./modules.cjs');

const ways = new Map();
const modules = [];

const resolve = Module._resolveFilename;
Module._resolveFilename = (name, parent, isMain, options) => {
  const path = resolve(name, parent, isMain, options);
  const isKept = options === undefined && parent?.filename && !Module.isBuiltin(path);
  if (isKept) ways.set(wayTo(name, parent), path);
  return path;
};
const compile = Module.prototype._compile;
Module.prototype._compile = function keep(source, path, format) {
  if (format === 'module') return compile.call(this, source, path, format);
  const script = scriptOf(source, path);
  modules.push({ path, source, script });
  return evaluate(script, this, path);
};

process.on('exit', () => {
  const parts = [];
  let at = 0;
  const put = (part) => {
    parts.push(part);
    at += part.length;
    return at;
  };
  const rows = modules.map(({ path, source, script }) => {
    const encoding = /[^\0-\xff]/.test(source) ? 'utf16le' : 'latin1';
    return [
      path,
      timeOf(path),
      encoding,
      at,
      put(Buffer.from(source, encoding)),
      put(script.createCachedData()),
    ];
  });
  const head = Buffer.from(JSON.stringify({ stamp: stamp(), ways: [...ways], modules: rows }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const file = fileOf(process.argv[1]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, Buffer.concat([length, head, ...parts]));
  renameSync(`${file}.${process.pid}`, file);
});
