#!/usr/bin/env node
// Writes the contract of all APIs (docs/openapi.json), and the types of the native one for the client, from the code.
// With --check it writes nothing, and fails if either would change:
//   npm run client:types [-- --check]
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import * as prettier from 'prettier';
import { build } from '../../apps/run.mjs';

/** Where browsers sign in, beside what is below /v1. */
const SESSIONS = ['/session', '/session/options', '/session/development'];

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

await build();
const { contract } = createRequire(import.meta.url)(join(root, 'dist/apps/gateway/src/contract.js'));
const document = sorted(JSON.parse(JSON.stringify(await contract())));
const types = astToString(await openapiTS(nativePart(document), { defaultNonNullable: false }));
const page = await pretty('docs/openapi.json', JSON.stringify(document));
// test/openapi.e2e-spec.ts holds the types to the document by it.
const digest = createHash('sha256').update(page).digest('hex');
const header = `// Made by \`npm run client:types\`, from docs/openapi.json with the SHA-256\n// ${digest}\n\n`;
await put('docs/openapi.json', page);
await put(
  'libs/client/src/generated/api.ts',
  await pretty('libs/client/src/generated/api.ts', header + types),
);

async function pretty(path, text) {
  const filepath = join(root, path);
  return prettier.format(text, { ...(await prettier.resolveConfig(filepath)), filepath });
}

async function put(path, text) {
  const file = join(root, path);
  if (text === (await readFile(file, 'utf8').catch(() => null))) return;
  if (!process.argv.includes('--check')) return writeFile(file, text);
  console.error(`${path} is not what the code says by now: npm run client:types`);
  process.exitCode = 1;
}

/** With the keys of objects in order, so that only what was changed differs; lists stay as they are. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

/** The operations of the client and the schemas that they speak of. */
function nativePart({ paths, components, ...rest }) {
  const isOurs = ([path]) => path.startsWith('/v1/') || SESSIONS.includes(path);
  const native = Object.fromEntries(Object.entries(paths).filter(isOurs));
  const schemas = {};
  const collect = (part) => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"/]+)"/g)) {
      if (Object.hasOwn(schemas, name)) continue;
      schemas[name] = components.schemas[name];
      collect(schemas[name]);
    }
  };
  collect(native);
  return { ...rest, paths: native, components: sorted({ ...components, schemas }) };
}
