/** What is used of it: the package's own types are out of reach of this module resolution. */
declare module 'libsql/promise' {
  import type { Statement } from 'libsql';

  export default class Database {
    constructor(path: string, options?: { readonly timeout?: number });
    exec(sql: string): Promise<void>;
    /** Its rows are read on the event loop. */
    prepare(sql: string): Promise<Statement>;
    close(): void;
  }
}
