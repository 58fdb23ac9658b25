/** Nest token of the log that the handlers append to. */
export const LOG = Symbol('LOG');
