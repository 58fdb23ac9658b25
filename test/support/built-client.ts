import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { transpileModule } from 'typescript';

const CLIENT = join(__dirname, '../../libs/client');

/**
 * Puts the client where a script in this folder can import it, with what `npm run build:client` makes of its sources;
 * their types are for `npm run check`. Answers the folder of its modules.
 */
export async function installClient(folder: string): Promise<string> {
  const target = join(folder, 'node_modules/@countersign/client');
  const dist = join(target, 'dist');
  await mkdir(dist, { recursive: true });
  const config = JSON.parse(await readFile(join(CLIENT, 'tsconfig.json'), 'utf8')) as {
    readonly compilerOptions: object;
  };
  const compilerOptions = { ...config.compilerOptions, target: 9, module: 7, moduleResolution: 100 };
  const sources = (await readdir(join(CLIENT, 'src'))).filter((name) => name.endsWith('.ts'));
  for (const name of sources) {
    const source = await readFile(join(CLIENT, 'src', name), 'utf8');
    const { outputText } = transpileModule(source, { compilerOptions, fileName: name });
    await writeFile(join(dist, `${basename(name, '.ts')}.js`), outputText);
  }
  await writeFile(join(target, 'package.json'), await readFile(join(CLIENT, 'package.json')));
  return dist;
}
