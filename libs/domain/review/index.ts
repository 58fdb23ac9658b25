export type * from './review';
