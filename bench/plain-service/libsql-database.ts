import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import LibsqlDatabase from 'libsql';
import { AUDIT_COLUMNS, type Database, REVIEW_COLUMNS } from './database';
import { type AuditRow, decide, isReviewer, type ReviewRow, seesEverything } from './review';

const SCHEMA = `
  CREATE TABLE reviews (
    id TEXT PRIMARY KEY, workspace TEXT NOT NULL, session TEXT NOT NULL, kind TEXT NOT NULL, action TEXT NOT NULL,
    title TEXT NOT NULL, payload TEXT NOT NULL, status TEXT NOT NULL, requester TEXT NOT NULL, on_behalf_of TEXT,
    reviewer_group TEXT, expires_at TEXT, created_at TEXT NOT NULL, resolved_by TEXT, resolved_at TEXT, note TEXT
  ) WITHOUT ROWID;
  CREATE INDEX reviews_by_time ON reviews (workspace, created_at, id);
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY, review TEXT NOT NULL REFERENCES reviews (id), workspace TEXT NOT NULL,
    verdict TEXT NOT NULL, actor TEXT NOT NULL, actor_details TEXT NOT NULL, note TEXT, request_id TEXT NOT NULL,
    decided_at TEXT NOT NULL
  );
  CREATE INDEX audit_by_workspace ON audit (workspace, id);
`;

/** A file in WAL mode, synced at every commit; a transaction a decision, every statement prepared once. */
export function openLibsql(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true });
  const db = new LibsqlDatabase(join(dataDir, 'plain.db'));
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA foreign_keys = ON');
  db.exec(SCHEMA);

  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const insertReview = db.prepare(insertInto('reviews', REVIEW_COLUMNS));
  const insertAudit = db.prepare(insertInto('audit', AUDIT_COLUMNS));
  const find = db.prepare('SELECT * FROM reviews WHERE id = ?');
  const settle = db.prepare(
    'UPDATE reviews SET status = ?, resolved_by = ?, resolved_at = ?, note = ? WHERE id = ?',
  );
  const list = db.prepare(`
    SELECT * FROM reviews
    WHERE workspace = ? AND (
      ? OR requester = ? OR on_behalf_of = ? OR reviewer_group IN (SELECT value FROM json_each(?))
      OR (reviewer_group IS NULL AND ?)
    )
    ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`);
  const history = db.prepare('SELECT * FROM audit WHERE workspace = ? ORDER BY id DESC LIMIT ? OFFSET ?');
  const count = db.prepare('SELECT count(*) AS total FROM audit WHERE workspace = ?');

  return {
    insert: async (review) => {
      insertReview.run(...REVIEW_COLUMNS.map((column) => review[column]));
    },
    decide: async (decision) => {
      begin.run();
      try {
        const outcome = decide(find.get(decision.review) as ReviewRow | undefined, decision);
        if (outcome.kind === 'decided') {
          const { status, resolved_by, resolved_at, note, id } = outcome.review;
          settle.run(status, resolved_by, resolved_at, note, id);
          insertAudit.run(...AUDIT_COLUMNS.map((column) => outcome.audit[column]));
        }
        commit.run();
        return outcome;
      } catch (error) {
        rollback.run();
        throw error;
      }
    },
    find: async (id) => find.get(id) as ReviewRow | undefined,
    list: async (principal, { limit, offset }) => {
      const { workspace, id, groups } = principal;
      const all = Number(seesEverything(principal));
      const open = Number(isReviewer(principal));
      return list.all(workspace, all, id, id, JSON.stringify(groups), open, limit, offset) as ReviewRow[];
    },
    history: async (workspace, { limit, offset }) => ({
      items: history.all(workspace, limit, offset) as AuditRow[],
      total: (count.get(workspace) as { total: number }).total,
    }),
    close: async () => {
      db.close();
    },
  };
}

function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
}
