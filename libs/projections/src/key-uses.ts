import { LRUCache } from 'lru-cache';
import type { KeyUses } from './contract';
import { table } from './database/table';
import type { SchemaOf } from './database/table';
import type { ViewsDatabase } from './database/database';
import type { ViewsLogger } from './projector/served-build';

/** When an API key was used last. Not of a projection: nothing in the log says it. */
export const keyUsesTable = table(
  'key_uses',
  { workspace: 'text', key: 'text', used_at: 'integer' },
  { key: ['workspace', 'key'], clustered: true },
);
type Schema = SchemaOf<typeof keyUsesTable>;
type Row = Schema['key_uses'];

const CREDENTIAL = /^key:([0-9a-f-]{36})$/;
/** Of one key by one gateway at most once in so long. */
const APART_MS = 60_000;
/** What comes within so long is written together. */
const GATHERED_MS = 1_000;
/** No key lasts longer: who was not used for so long is none any more. */
const KEPT_MS = 367 * 24 * 3600 * 1000;
const SWEPT_APART_MS = 24 * 3600 * 1000;
const MOST_REMEMBERED = 10_000;
const ROWS_A_STATEMENT = 100;

type Database = Pick<ViewsDatabase, 'read' | 'write'>;

/** See {@link KeyUses}. */
export class KeyUseBook implements KeyUses {
  /** By key, when its use was noted last. */
  private readonly noted = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  private readonly due = new Map<string, Row>();
  private sweptAt = -Infinity;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly logger: Pick<ViewsLogger, 'warn'>,
    private readonly now: () => number = Date.now,
  ) {}

  note({ workspace, credential }: Parameters<KeyUses['note']>[0]): void {
    const now = this.now();
    if (now - (this.noted.get(credential) ?? -Infinity) < APART_MS) return;
    const [, key] = CREDENTIAL.exec(credential) ?? [];
    if (key === undefined) return;
    this.noted.set(credential, now);
    this.due.set(credential, { workspace, key, used_at: now });
    this.timer ??= setTimeout(() => this.write(), GATHERED_MS).unref();
  }

  async last(workspace: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (keys.length === 0) return new Map();
    const rows = await this.database.read
      .withTables<Schema>()
      .selectFrom('key_uses')
      .where('workspace', '=', workspace)
      .where('key', 'in', keys)
      .select(['key', 'used_at'])
      .execute();
    return new Map(rows.map(({ key, used_at }) => [key, Number(used_at)]));
  }

  /** Writes what is due; notes nothing more after that. */
  async stop(): Promise<void> {
    this.write();
    await this.writing;
  }

  private write(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const rows = [...this.due.values()];
    this.due.clear();
    if (rows.length === 0) return;
    this.writing = this.writing
      .then(() => this.insert(rows))
      .then(() => this.sweep())
      .catch((error: unknown) => this.logger.warn(`uses of API keys were not noted: ${String(error)}`));
  }

  private async insert(rows: readonly Row[]): Promise<void> {
    const writable = this.database.write.withTables<Schema>();
    for (let first = 0; first < rows.length; first += ROWS_A_STATEMENT) {
      await writable
        .insertInto('key_uses')
        .values(rows.slice(first, first + ROWS_A_STATEMENT))
        .onConflict((conflict) =>
          conflict
            .columns(['workspace', 'key'])
            .doUpdateSet((eb) => ({ used_at: eb.ref('excluded.used_at') }))
            .whereRef('key_uses.used_at', '<', 'excluded.used_at' as 'key_uses.used_at'),
        )
        .execute();
    }
  }

  private async sweep(): Promise<void> {
    const now = this.now();
    if (now - this.sweptAt < SWEPT_APART_MS) return;
    this.sweptAt = now;
    const writable = this.database.write.withTables<Schema>();
    await writable
      .deleteFrom('key_uses')
      .where('used_at', '<', now - KEPT_MS)
      .execute();
  }
}
