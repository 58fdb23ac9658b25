import type Database from 'libsql';
import { randomBytes } from 'node:crypto';
import { fingerprints } from './fingerprint';
import { IdRing } from './id-ring';

/**
 * How many of the last events are known by their ids to whoever expects any revision. The real server knows those of
 * 8 MiB at 28 bytes each and 2 for every character of the stream's name: this is never less.
 */
const KNOWN = 262_144;
/** A row of the table holds at least so many, but for the last one, so that few rows have to be read at the start. */
const ENTRIES_A_ROW = 256;
const ENTRY = 12;

interface Row {
  readonly position: number;
  readonly entries: Buffer;
}

const NO_ROW: Row = { position: 0, entries: Buffer.alloc(0) };

/**
 * The ids of the last events. They are random: an index of them would be read and written all over at every append,
 * so they are kept in the order in which they came, and looked for in memory.
 */
export class KnownIds {
  /** Read when it is first asked: most logs are written at exact revisions and need none of it. */
  private ring: IdRing | undefined;
  private row: Row;
  /** Those of the open commit. */
  private added: { readonly print: number; readonly position: number }[] = [];
  private readonly fingerprint;
  private readonly newest;
  private readonly before;
  private readonly save;

  constructor(writer: Database.Database) {
    const [key] = writer.prepare('SELECT key FROM id_key').raw().get([]) as [ArrayBuffer];
    this.fingerprint = fingerprints(Buffer.from(key));
    this.newest = writer.prepare('SELECT position, entries FROM ids ORDER BY position DESC LIMIT 1').raw();
    this.before = writer
      .prepare('SELECT position, entries FROM ids WHERE position < ? ORDER BY position DESC LIMIT ?')
      .raw();
    this.save = writer.prepare('INSERT OR REPLACE INTO ids (position, entries) VALUES (?, ?)');
    this.row = this.newestRow();
  }

  add(stream: number, id: Buffer, position: number): void {
    const print = this.fingerprint(stream, id);
    this.added.push({ print, position });
    this.ring?.add(print, position);
  }

  /** Where an event of this id may be, the latest first. */
  find(stream: number, id: Buffer): Iterable<number> {
    this.ring ??= this.read();
    return this.ring.find(this.fingerprint(stream, id));
  }

  /** Just before a commit. */
  flush(): void {
    const [first] = this.added;
    if (!first) return;
    const isFull = this.row.entries.length >= ENTRIES_A_ROW * ENTRY;
    const row = isFull || this.row.entries.length === 0 ? { ...NO_ROW, position: first.position } : this.row;
    const entries = Buffer.allocUnsafe(row.entries.length + this.added.length * ENTRY);
    let at = row.entries.copy(entries);
    for (const entry of this.added) at = writeEntry(entries, entry, at);
    this.save.run([row.position, entries]);
    this.row = { ...row, entries };
    this.added = [];
  }

  /** After a commit that was not made. */
  forget(): void {
    this.ring = undefined;
    this.added = [];
    this.row = this.newestRow();
  }

  private newestRow(): Row {
    return toRow(this.newest.get([])) ?? NO_ROW;
  }

  private read(): IdRing {
    const rows: Row[] = [];
    let known = 0;
    for (let last = Number.MAX_SAFE_INTEGER; known < KNOWN;) {
      const page = this.before.all([last, 64]).map((row) => toRow(row) as Row);
      for (const row of page) known += row.entries.length / ENTRY;
      rows.push(...page);
      const oldest = page.at(-1);
      if (!oldest) break;
      last = oldest.position;
    }
    const ring = new IdRing(KNOWN, known);
    for (const { entries } of rows.reverse()) {
      const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
      for (let at = 0; at < entries.length; at += ENTRY)
        ring.add(view.getUint32(at, true), view.getFloat64(at + 4, true));
    }
    for (const { print, position } of this.added) ring.add(print, position);
    return ring;
  }
}

/** Gives a log that was written without them a key and the table's rows; inside of a transaction. */
export function collectIds(writer: Database.Database): void {
  writer.exec('DELETE FROM ids; DELETE FROM id_key');
  writer.prepare('INSERT INTO id_key (key) VALUES (?)').run([randomBytes(8)]);
  const ids = new KnownIds(writer);
  const [floor] = (writer
    .prepare('SELECT position FROM events ORDER BY position DESC LIMIT 1 OFFSET ?')
    .raw()
    .get([KNOWN - 1]) ?? [0]) as [number];
  const after = writer
    .prepare('SELECT position, stream, id FROM events WHERE position >= ? ORDER BY position LIMIT ?')
    .raw();
  for (let from = floor; ;) {
    const page = after.all([from, ENTRIES_A_ROW]) as [number, number, Uint8Array][];
    for (const [position, stream, id] of page) ids.add(stream, Buffer.from(id), position);
    ids.flush();
    const last = page.at(-1);
    if (!last) return;
    from = last[0] + 1;
  }
}

function toRow(row: unknown): Row | undefined {
  if (row === undefined) return undefined;
  const [position, entries] = row as [number, Uint8Array | ArrayBuffer];
  return { position, entries: Buffer.from(entries as ArrayBuffer) };
}

function writeEntry(target: Buffer, entry: { print: number; position: number }, at: number): number {
  target.writeUInt32LE(entry.print, at);
  return target.writeDoubleLE(entry.position, at + 4);
}
