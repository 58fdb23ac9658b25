/** What one process bears of its callers; 0 is no limit. */
export interface CallerLimits {
  /** Requests a minute. */
  readonly principal: number;
  /** Requests a minute of all principals of one workspace. */
  readonly workspace: number;
  /** Endless streams open at once, of one principal. */
  readonly streams: number;
  /** And of all together. */
  readonly allStreams: number;
  /** Exports of the log under way at once, of one workspace; a principal then has one of them. */
  readonly exports: number;
}

export const CALLERS_UNLIMITED: CallerLimits = {
  principal: 0,
  workspace: 0,
  streams: 0,
  allStreams: 0,
  exports: 0,
};

/** Nest token of the {@link CallerLimits} of this process; without one there is no limit. */
export const CALLER_LIMITS = Symbol('CALLER_LIMITS');
