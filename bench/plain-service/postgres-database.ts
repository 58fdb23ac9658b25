import { Pool, type PoolClient } from 'pg';
import { AUDIT_COLUMNS, type Database, REVIEW_COLUMNS } from './database';
import { type AuditRow, decide, isReviewer, type ReviewRow, seesEverything } from './review';

const SCHEMA = `
  CREATE TABLE reviews (
    id text PRIMARY KEY, workspace text NOT NULL, session text NOT NULL, kind text NOT NULL, action text NOT NULL,
    title text NOT NULL, payload text NOT NULL, status text NOT NULL, requester text NOT NULL, on_behalf_of text,
    reviewer_group text, expires_at text, created_at text NOT NULL, resolved_by text, resolved_at text, note text
  );
  CREATE INDEX reviews_by_time ON reviews (workspace, created_at, id);
  CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, review text NOT NULL REFERENCES reviews (id),
    workspace text NOT NULL, verdict text NOT NULL, actor text NOT NULL, actor_details text NOT NULL, note text,
    request_id text NOT NULL, decided_at text NOT NULL
  );
  CREATE INDEX audit_by_workspace ON audit (workspace, id);
`;

/** On two cores 8 gave less, and 32 no more. */
const CONNECTIONS = 16;

/** A row lock and a transaction a decision; every statement is named, so that the server plans it once. */
export async function openPostgres(connectionString: string): Promise<Database> {
  const pool = new Pool({ connectionString, max: CONNECTIONS });
  await pool.query(SCHEMA);
  const find = async (on: Pool | PoolClient, id: string, isForUpdate: boolean) => {
    const text = `SELECT * FROM reviews WHERE id = $1${isForUpdate ? ' FOR UPDATE' : ''}`;
    const name = isForUpdate ? 'lock' : 'find';
    return (await on.query<ReviewRow>({ name, text, values: [id] })).rows[0];
  };

  return {
    insert: async (review) => {
      const values = REVIEW_COLUMNS.map((column) => review[column]);
      await pool.query({ name: 'insert', text: insertInto('reviews', REVIEW_COLUMNS), values });
    },
    decide: async (decision) => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const outcome = decide(await find(client, decision.review, true), decision);
        if (outcome.kind === 'decided') {
          const { status, resolved_by, resolved_at, note, id } = outcome.review;
          const text =
            'UPDATE reviews SET status = $1, resolved_by = $2, resolved_at = $3, note = $4 WHERE id = $5';
          await client.query({ name: 'settle', text, values: [status, resolved_by, resolved_at, note, id] });
          const values = AUDIT_COLUMNS.map((column) => outcome.audit[column]);
          await client.query({ name: 'audit', text: insertInto('audit', AUDIT_COLUMNS), values });
        }
        await client.query('COMMIT');
        client.release();
        return outcome;
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    find: (id) => find(pool, id, false),
    list: async (principal, { limit, offset }) => {
      const { workspace, id, groups } = principal;
      const text = `
        SELECT * FROM reviews
        WHERE workspace = $1 AND (
          $2 OR requester = $3 OR on_behalf_of = $3 OR reviewer_group = ANY ($4) OR (reviewer_group IS NULL AND $5)
        )
        ORDER BY created_at DESC, id DESC LIMIT $6 OFFSET $7`;
      const values = [workspace, seesEverything(principal), id, groups, isReviewer(principal), limit, offset];
      return (await pool.query<ReviewRow>({ name: 'list', text, values })).rows;
    },
    history: async (workspace, { limit, offset }) => {
      const text = 'SELECT * FROM audit WHERE workspace = $1 ORDER BY id DESC LIMIT $2 OFFSET $3';
      const [items, total] = await Promise.all([
        pool.query<AuditRow>({ name: 'history', text, values: [workspace, limit, offset] }),
        pool.query<{ total: string }>({
          name: 'count',
          text: 'SELECT count(*) AS total FROM audit WHERE workspace = $1',
          values: [workspace],
        }),
      ]);
      return { items: items.rows, total: Number(total.rows[0]?.total) };
    },
    close: () => pool.end(),
  };
}

function insertInto(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`;
}
