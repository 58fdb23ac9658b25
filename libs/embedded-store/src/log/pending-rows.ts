import type Database from 'libsql';
import type { TailEntry } from './tail';

/** Rows an insert statement takes at once: one call for many rows costs about half of one call each. */
const SIZES = [32, 8, 1] as const;

/** Events that are decided but not yet handed to the database, inside of one commit. */
export class PendingRows {
  private values: unknown[] = [];
  private readonly inserts: readonly { readonly rows: number; readonly statement: Database.Statement }[];

  constructor(writer: Database.Database) {
    this.inserts = SIZES.map((rows) => ({
      rows,
      statement: writer.prepare(
        `INSERT INTO events (position, stream, revision, id, record) VALUES ${Array(rows).fill('(?, ?, ?, ?, ?)').join(', ')}`,
      ),
    }));
  }

  add(event: TailEntry, id: Buffer): void {
    this.values.push(event.position, event.stream, event.revision, id, event.record);
  }

  forget(): void {
    this.values = [];
  }

  flush(): void {
    if (this.values.length === 0) return;
    let at = 0;
    for (const { rows, statement } of this.inserts) {
      const width = rows * 5;
      for (; at + width <= this.values.length; at += width) statement.run(this.values.slice(at, at + width));
    }
    this.values = [];
  }
}
