import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The text of a file that only its owner can read, made at first start. Of processes that start at once all end with
 * the same one.
 */
export async function readOrMakeSecret(file: string, make: () => Promise<string>): Promise<string> {
  const existing = await readIfThere(file);
  if (existing !== null) return existing;
  const made = await make();
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, made, { mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces the other process's secret.
    await link(draft, file);
    return made;
  } catch (error) {
    const other = await readIfThere(file);
    if (other === null) throw error;
    return other;
  } finally {
    await unlink(draft);
  }
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
