import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installClient } from './support/built-client';
import {
  cleanUp,
  type GatewayProgram,
  newFolder,
  printed,
  run,
  runNode,
  startGateway,
} from './support/programs';

jest.setTimeout(120_000);

let dataDir: string;
let gateway: GatewayProgram;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  dataDir = await newFolder();
  // As he starts it.
  gateway = await startGateway(dataDir, { NODE_OPTIONS: '' });
  environment = { DATA_DIR: dataDir, PORT: new URL(gateway.url).port };
});
afterAll(cleanUp);

const blocksOf = (page: string): string[] =>
  [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');

describe('a newcomer', () => {
  it('is told where things are and gets a token for each principal', async () => {
    await printed(gateway, /Try first/);
    const words = gateway.output();
    for (const name of ['alice', 'bob', 'carol', 'dave', 'erin', 'agent-7']) {
      const [, token = ''] = new RegExp(`^ +${name} \\(.*\\)\\n +(\\S+)$`, 'm').exec(words) ?? [];
      const answer = await fetch(`${gateway.url}/api/reviews`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([name, answer.status]).toEqual([name, 200]);
    }
  });

  it('sees the demo go through', async () => {
    const demo = runNode('apps/demo/src/main', [], environment);
    const code = await demo.ended;
    expect(demo.output()).toContain('The story went as it should.');
    expect(code).toBe(0);
  });

  it('can paste every example of the README, and behind those every one of the page of the native API', async () => {
    const readme = await readFile(join(__dirname, '../README.md'), 'utf8');
    const page = await readFile(join(__dirname, '../docs/api-native.md'), 'utf8');
    const [, examples = ''] = readme.split('## One example an API');
    const [ofReadme, ofPage] = [blocksOf(examples), blocksOf(page)];
    expect(ofReadme).toHaveLength(5);
    expect(ofPage.length).toBeGreaterThan(2);
    const script = [...ofReadme, ...ofPage].join('\necho; echo ----\n');
    const shell = run('bash', ['-euo', 'pipefail', '-c', script], environment);
    const code = await shell.ended;
    expect({ code, output: shell.output() }).toMatchObject({ code: 0 });
    const [, access = '', approvals = '', outputs = '', native = '', ...others] = shell
      .output()
      .split('----');
    expect(access).toContain('"status":"APPROVED"');
    expect(approvals).toContain('"resolutionNote":"Not today"');
    expect(outputs).toContain('"event":"step_completed"');
    expect(outputs).toMatch(/"count":1/);
    expect(native).toMatch(/^event: memories$/m);
    expect(others).toHaveLength(ofPage.length);
    const [asked = '', ...later] = others;
    expect(asked).toContain('"status":"APPROVED"');
    expect(later.join()).toContain('"execution":"succeeded"');
    expect(later.join()).toContain('"type":"ReviewRequested"');
    expect(shell.output()).not.toContain('urn:countersign:problem:invalid-request');
  });

  it("can run the examples of the client's README", async () => {
    const folder = await newFolder();
    await installClient(folder);
    const readme = await readFile(join(__dirname, '../libs/client/README.md'), 'utf8');
    const examples = [...readme.matchAll(/```js\n\/\/ (\w+)\.mjs\n([\s\S]*?)```/g)];
    expect(examples.map(([, name]) => name)).toEqual(['agent', 'reviewer']);
    const who: Record<string, string[]> = {
      agent: ['--id', 'agent-7', '--agent', '--on-behalf-of', 'alice'],
      reviewer: ['--id', 'bob', '--groups', 'banking', '--roles', 'reviewer'],
    };
    const programs = examples.map(async ([, name = '', code = '']) => {
      const token = runNode('apps/gateway/src/token', who[name], environment);
      expect(await token.ended).toBe(0);
      const script = join(folder, `${name}.mjs`);
      await writeFile(script, code);
      const env = { COUNTERSIGN_URL: gateway.url, COUNTERSIGN_TOKEN: token.output().trim() };
      const program = run(process.execPath, [script], env);
      return { name, code: await program.ended, output: program.output() };
    });
    expect(await Promise.all(programs)).toEqual([
      { name: 'agent', code: 0, output: 'succeeded ALTER TABLE users DROP COLUMN fax\n' },
      { name: 'reviewer', code: 0, output: '' },
    ]);
  });

  it('can make a token for anybody', async () => {
    const options = ['--id', 'u1', '--name', 'Uma One', '--email', 'u1@example.com', '--groups', 'a,b'];
    const place = ['--roles', 'reviewer', '--workspace', '0e2a6f5c-7a41-4d57-8f0c-2b9d3e4f5a61'];
    const tool = runNode('apps/gateway/src/token', [...options, ...place], environment);
    expect(await tool.ended).toBe(0);
    const headers = { authorization: `Bearer ${tool.output().trim()}` };
    const answer = await fetch(`${gateway.url}/api/reviews`, { headers });
    expect(await answer.json()).toEqual([]);
  });

  it.each([
    [['--id', ''], /--id is missing/],
    [['--id', 'x', '--roles', 'king'], /expected some of admin, reviewer, auditor/],
    [['--id', 'x', '--workspace', 'here'], /expected a uuid/],
    [['--colour', 'red'], /colour/],
  ])('is told what is wrong with %j', async (args, message) => {
    const tool = runNode('apps/gateway/src/token', args, environment);
    expect(await tool.ended).toBe(2);
    expect(tool.output()).toMatch(message);
  });
});
