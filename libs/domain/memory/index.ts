export type * from './memory';
