/** Its modules have no declarations of their own beside them. */
declare module 'class-validator/cjs/*' {
  export * from 'class-validator';
}
