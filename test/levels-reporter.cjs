const { mkdirSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');

/** Which level of proof a test file stands for, by its place and name. The first match counts. */
const levels = [
  ['system', /^test\//],
  ['store contract', /^libs\/event-store\//],
  ['embedded store', /^libs\/embedded-store\//],
  ['history', /codec\.spec\.ts$/],
  ['laws', /laws[^/]*\.spec\.ts$/],
  ['decider', /^libs\/domain\//],
  ['projection', /^libs\/(projections|reactions)\//],
  ['dialect', /^libs\/(api-[a-z]+|http)\//],
  ['everything else', /./],
];

/** Prints how many tests of each level ran, and leaves the sums for whoever runs us. */
module.exports = class LevelsReporter {
  constructor(globalConfig) {
    this.root = globalConfig.rootDir;
  }

  onRunComplete(_contexts, { testResults }) {
    const rows = new Map(levels.map(([name]) => [name, { passed: 0, failed: 0, skipped: 0, seconds: 0 }]));
    for (const file of testResults) {
      const path = relative(this.root, file.testFilePath);
      const row = rows.get(levels.find(([, pattern]) => pattern.test(path))[0]);
      row.passed += file.numPassingTests;
      row.failed += file.numFailingTests + (file.testExecError === undefined ? 0 : 1);
      row.skipped += file.numPendingTests + file.numTodoTests;
      row.seconds += (file.perfStats.end - file.perfStats.start) / 1000;
    }
    const sum = { passed: 0, failed: 0, skipped: 0 };
    process.stdout.write('\nlevel            passed  failed  skipped  seconds\n');
    for (const [name, row] of rows) {
      for (const key of Object.keys(sum)) sum[key] += row[key];
      const cells = [row.passed, row.failed, row.skipped, row.seconds.toFixed(1)].map((cell, index) =>
        String(cell).padStart(index === 2 ? 9 : 8),
      );
      process.stdout.write(`${name.padEnd(15)}${cells.join('')}\n`);
    }
    const line = `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`;
    process.stdout.write(`${line}\n`);
    mkdirSync(join(this.root, 'dist'), { recursive: true });
    writeFileSync(join(this.root, 'dist', 'test-counts.txt'), `${line}\n`);
  }
};
