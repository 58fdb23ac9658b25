export type * from './rule';
export { matchRule, trialsOf } from './match';
