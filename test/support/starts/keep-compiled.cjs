// Required before a program of the build, by NODE_OPTIONS, after a start with `note-modules.cjs`: runs from those sources,
// and keeps beside them what is compiled of them by its end.
const { renameSync, writeFileSync } = require('node:fs');
const { inUse } = require('./kept-code.cjs');

if (inUse.length === 0) throw new Error(`nothing is kept of ${process.argv[1]}`);
process.on('exit', () => {
  for (const { filename, script } of inUse) {
    writeFileSync(`${filename}.code-${process.pid}`, script.createCachedData());
    renameSync(`${filename}.code-${process.pid}`, `${filename}.code`);
  }
});
