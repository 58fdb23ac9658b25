export * from './crystalliser';
export * from './deadlines';
export * from './leases';
export { crystalliserBehindHttp, type HttpCrystalliserSettings } from './http-crystalliser';

/** Nest token of the running {@link Crystalliser}. */
export const CRYSTALLISER = Symbol('CRYSTALLISER');
/** Nest token of the running {@link Deadlines}. */
export const DEADLINES = Symbol('DEADLINES');
/** Nest token of the running {@link Leases}. */
export const LEASES = Symbol('LEASES');
