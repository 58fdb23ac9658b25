// Runs the client's modules (first argument: their folder) with what a browser has and nothing of Node, against a
// gateway (second argument). Needs --experimental-vm-modules.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, SourceTextModule } from 'node:vm';

const [, , folder, url] = process.argv;
const KNOWN = [
  'fetch',
  'ReadableStream',
  'TextDecoder',
  'AbortController',
  'AbortSignal',
  'URL',
  'URLSearchParams',
];
const NAMES = [...KNOWN, 'crypto', 'setTimeout', 'clearTimeout'];
const context = createContext(Object.fromEntries(NAMES.map((name) => [name, globalThis[name]])));

// Each once, however many import it at the same time.
const modules = new Map();
function load(name) {
  if (!modules.has(name)) modules.set(name, read(name));
  return modules.get(name);
}
async function read(name) {
  return new SourceTextModule(await readFile(join(folder, name), 'utf8'), { context, identifier: name });
}

const page = new SourceTextModule(
  `import { createClient, isProblem } from './index.js';
   const client = createClient({ url: ${JSON.stringify(url)}, token: () => 'alice' });
   const asked = await client.askWaitExecute({ subjectKind: 'a', action: 'b', payload: {} }, () => 'done');
   const heard = [];
   for await (const { id } of client.events()) {
     heard.push(id);
     if (heard.length === 2) break;
   }
   const refused = await client.me().catch((error) => isProblem(error, 'unauthenticated'));
   export const seen = { result: asked.result, heard, refused, hasNode: typeof process + typeof require + typeof Buffer };`,
  { context, identifier: 'page.js' },
);
await page.link((name) => load(name.replace('./', '')));
await page.evaluate();
console.log(JSON.stringify(page.namespace.seen));
