import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the names of files are relative to. */
const ROOT = fileURLToPath(new URL('../dashboard', import.meta.url));

/** Puts code of its own into what it makes. */
const BUILDER = 'vite';

/** A plugin that collects the files of which the application is made, fonts and pictures included. */
export function noteBundled(modules) {
  return {
    name: 'note-bundled',
    generateBundle(_options, bundle) {
      const assets = Object.values(bundle).flatMap(({ originalFileNames = [] }) => originalFileNames);
      for (const id of this.getModuleIds()) modules.add(id.split('?', 1)[0]);
      for (const name of assets) modules.add(resolve(ROOT, name));
    },
  };
}

/** Writes `licenses.txt` for people, which is served, and `bundled.json` for whoever checks the licences. */
export function writeNotices(modules, folder) {
  const builder = createRequire(import.meta.url).resolve(`${BUILDER}/package.json`);
  const folders = new Set([...modules, builder].flatMap((file) => packageFolderOf(file) ?? []));
  const packages = [...folders]
    .map((path) => described(path))
    .sort((one, other) => (`${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1));
  const rows = packages.map(({ name, version, licence }) => ({ name, version, licence }));
  writeFileSync(join(folder, 'bundled.json'), JSON.stringify(rows, null, 2));
  const head =
    'The dashboard of Countersign (Apache-2.0) contains code, styles, pictures and fonts of these packages.\n';
  writeFileSync(
    join(folder, 'licenses.txt'),
    [head, ...packages.map(notice)].join(`\n${'-'.repeat(80)}\n\n`),
  );
}

function packageFolderOf(file) {
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return folder !== undefined && existsSync(join(folder, 'package.json')) ? folder : null;
}

function described(folder) {
  const { name, version, license, author, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const [file] = readdirSync(folder).filter((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
  // Few leave the text out; then at least who made it, and where it is.
  const text =
    file === undefined
      ? `Author: ${author?.name ?? author ?? 'unnamed'}\nFrom: ${repository?.url ?? repository ?? 'unnamed'}`
      : readFileSync(join(folder, file), 'utf8').trim();
  return { name, version, licence: license ?? null, text };
}

function notice({ name, version, licence, text }) {
  return `${name} ${version}\nLicence: ${licence}\n\n${text}\n`;
}
