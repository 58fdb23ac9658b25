#!/usr/bin/env node
import { BAD_SETTINGS, FOLDER_TAKEN } from './exit-codes';
import { DataFolderTaken } from './log/database';
import { USAGE } from './program/options';
import { serveLog } from './program/serve';
import { Stopped } from './program/stopped';
import { InvalidSettings } from './settings';

/** The store as a program of its own: serves a log, or copies one. */
async function main([command, ...rest]: readonly string[]): Promise<void> {
  // Loaded when asked for: who starts the store as a child waits for its start.
  if (command === 'backup') return say(await (await import('./program/backup')).backup(rest));
  if (command === 'copy') return say(await (await import('./program/copy')).copy(rest));
  const args = command === undefined ? [] : [command, ...rest];
  if (args.includes('--help') || args.includes('-h')) return say(USAGE);
  return serveLog(args, process.env);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Stopped) return error.exitCode;
  if (error instanceof InvalidSettings) return BAD_SETTINGS;
  return error instanceof DataFolderTaken ? FOLDER_TAKEN : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(error instanceof Stopped ? `${words}\n` : `The event store cannot start: ${words}\n`);
  process.exit(exitCodeOf(error));
});
