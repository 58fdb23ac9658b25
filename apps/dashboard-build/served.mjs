import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
/** They are compressed as they are. */
const IS_DENSE = /\.(png|woff2|ico)$/;
/** Not served as they are: the page gets a nonce in every answer, the others are for programs here. */
const APART = new Set(['/index.html', '/bundled.json']);

const encoders = {
  br: {
    suffix: '.br',
    encode: (bytes) =>
      promisify(brotliCompress)(bytes, {
        params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
  },
  gzip: { suffix: '.gz', encode: (bytes) => promisify(gzip)(bytes, { level: 9 }) },
};

/** Compresses the files of a build, and lists in `served.json` what may be asked for, and how it is answered. */
export async function writeServed(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length))
    .filter((path) => !APART.has(path))
    .sort();
  const files = await Promise.all(paths.map((path) => served(folder, path)));
  writeFileSync(join(folder, 'served.json'), JSON.stringify(files, null, 1));
}

async function served(folder, path) {
  const type = TYPES[extname(path)];
  if (type === undefined) throw new Error(`${path}: no content type is known for it`);
  const bytes = readFileSync(join(folder, path));
  const codings = [];
  for (const [coding, { suffix, encode }] of IS_DENSE.test(path) ? [] : Object.entries(encoders)) {
    const encoded = await encode(bytes);
    if (encoded.length >= bytes.length) continue;
    writeFileSync(join(folder, `${path}${suffix}`), encoded);
    codings.push({ coding, suffix });
  }
  const digest = createHash('sha256').update(bytes).digest('base64url');
  return { path, type, digest, isForEver: path.startsWith('/assets/'), codings };
}
