/** What the writer of histories is told: reviews as people leave them behind, until there are so many events. */
export interface HistoryJob {
  readonly connectionString: string;
  readonly events: number;
}

export interface HistoryResult {
  readonly events: number;
  readonly seconds: number;
  readonly countByType: Readonly<Record<string, number>>;
}
