// Required before a program of the build, by NODE_OPTIONS. Half of a start goes into finding, reading and compiling two
// thousand modules; they come from what `keep-code.cjs` has kept of an earlier start. What is not in there, or is another
// by now, is loaded as ever.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { evaluate, fileOf, scriptOf, stamp, timeOf, wayTo } = require('./modules.cjs');

function use(bytes) {
  const start = 4 + bytes.readUInt32LE();
  const { stamp: then, ways: found, modules } = JSON.parse(bytes.utf8Slice(4, start));
  if (then !== stamp()) return;
  const ways = new Map(found);
  const kept = new Map(modules.map(([path, ...one]) => [path, one]));

  const resolve = Module._resolveFilename;
  Module._resolveFilename = (name, parent, isMain, options) => {
    const path = options === undefined && parent?.filename ? ways.get(wayTo(name, parent)) : undefined;
    return path ?? resolve(name, parent, isMain, options);
  };
  const load = Module._extensions['.js'];
  Module._extensions['.js'] = (module, path) => {
    const [time, encoding, from, to, end] = kept.get(path) ?? [];
    if (time === undefined || time !== timeOf(path)) return load(module, path);
    const source = bytes.toString(encoding, start + from, start + to);
    return evaluate(scriptOf(source, path, bytes.subarray(start + to, start + end)), module, path);
  };
}

let bytes = null;
try {
  bytes = readFileSync(fileOf(process.argv[1]));
} catch {
  // There is none of this program.
}
if (bytes !== null) use(bytes);
