/** What is used of it: the package's own types are out of reach of this module resolution. */
declare module 'libsql/promise' {
  export default class Database {
    constructor(path: string, options?: { readonly timeout?: number });
    exec(sql: string): Promise<void>;
    close(): void;
  }
}
