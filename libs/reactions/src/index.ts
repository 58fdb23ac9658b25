export * from './crystalliser';

/** Nest token of the running {@link Crystalliser}. */
export const CRYSTALLISER = Symbol('CRYSTALLISER');
