import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/** Runs a script in a process of its own, with the guard on; a fault comes out of a file named as the client's. */
function run(fault: string): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-guard-'));
  try {
    const source = readFileSync(join(__dirname, 'client-fault.ts'), 'utf8');
    const { outputText } = transpileModule(source, {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
    });
    writeFileSync(join(folder, 'client-fault.js'), outputText);
    for (const name of ['batchAppend.js', 'batchAppend.ts', 'elsewhere.js'])
      writeFileSync(join(folder, name), `module.exports = () => { ${fault} };`);
    writeFileSync(
      join(folder, 'main.js'),
      `const { guardClientFaults } = require('./client-fault.js');
       const stop = guardClientFaults(() => console.log('told'));
       setImmediate(require(process.argv[2]));
       const goOn = () => { console.log('alive'); stop(); setImmediate(require(process.argv[2])); };
       // Not before the fault, however late this process gets its turns.
       setImmediate(() => setTimeout(goOn, 50));`,
    );
    const origin = /^\/\*(\S+)\*\//.exec(fault)?.[1] ?? 'batchAppend.js';
    return spawnSync(process.execPath, [join(folder, 'main.js'), `./${origin}`], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lateAnswer = 'const promiseBank = new Map(); const [resolve, reject] = promiseBank.get(1);';
const lostWrite = "Promise.reject(Object.assign(new Error('14 UNAVAILABLE'), { code: 14 }));";

describe('a process with the guard against the faults of the client', () => {
  it.each([
    ['a late answer', lateAnswer, 'undefined is not iterable'],
    ['a late answer with source maps', `/*batchAppend.ts*/ ${lateAnswer}`, 'undefined is not iterable'],
    ['a lost write', lostWrite, '14 UNAVAILABLE'],
  ])('outlives %s, tells of it, and no longer once the guard is off', (_, fault, message) => {
    const { status, stdout, stderr } = run(fault);
    expect(stdout).toBe('told\nalive\n');
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });

  it.each([
    ['the same TypeError from elsewhere', `/*elsewhere.js*/ ${lateAnswer}`, 'undefined is not iterable'],
    ['the same rejection from elsewhere', `/*elsewhere.js*/ ${lostWrite}`, '14 UNAVAILABLE'],
    ['another TypeError of the client', 'null.x;', 'Cannot read properties of null'],
    ['another error of the client', "throw new Error('broken');", 'broken'],
    ['another rejection of the client', "Promise.reject(new Error('broken'));", 'broken'],
  ])('dies of %s', (_, fault, message) => {
    const { status, stdout, stderr } = run(fault);
    expect(stdout).toBe('');
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
